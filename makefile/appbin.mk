# SPDX-License-Identifier: MIT
# Signed updates in a makefile project of the vendor's non-OS SDK, or RTOS SDK 2.x. At the end of
# the Makefile:
#
#     APPBIN_RELEASE = lamp.release
#     include $(shell imagetool makefile)
#
# lamp.release has options of imagetool release, one a line. docs/makefile.md tells the rest.
#
# The SDK's makefiles read the application's Makefile again in each subfolder. All that is of use
# there is the include path.
appbin_dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
INCLUDES += -I $(appbin_dir)/makefile

ifeq ($(GEN_IMAGES)$(PDIR),)
  $(error appbin.mk: include it behind GEN_IMAGES, at the end of the Makefile)
endif

# Where nothing is built, nothing has to be right.
appbin_goals := $(filter-out clean clobber,$(or $(MAKECMDGOALS),all))

ifneq ($(and $(GEN_IMAGES),$(appbin_goals)),)

ifeq ($(TARGET)$(FLAVOR)$(LDDIR),)
  $(error appbin.mk: include it behind TARGET, FLAVOR and LDDIR, at the end of the Makefile)
endif
ifeq ($(LDDIR),/ld)
  $(error appbin.mk: SDK_PATH is not set)
endif
ifeq ($(.DEFAULT_GOAL),)
  .DEFAULT_GOAL := all
endif

IMAGETOOL ?= imagetool
APPBIN_SDK ?= $(LDDIR)/..
# 2.x: its headers are elsewhere, its C library is whole, and its images name no slot.
appbin_rtos := $(wildcard $(APPBIN_SDK)/include/espressif)
APPBIN_TABLE ?= $(if $(APPBIN_FAST),1024,256)
APPBIN_THRESHOLD ?= 1
appbin_image := $(basename $(firstword $(GEN_IMAGES)))
appbin_build := .output/$(TARGET)/$(FLAVOR)
appbin_out := $(appbin_build)/appbin
appbin_library := $(appbin_build)/lib/libappbin.a
appbin_name := $(basename $(notdir $(APPBIN_RELEASE)))
appbin_wrappers := release flash-args size
appbin_wrappers += $(addprefix appbin-,$(appbin_wrappers))

# --- What lamp.release says

ifneq ($(words $(APPBIN_RELEASE)),1)
  $(error appbin.mk: APPBIN_RELEASE is '$(APPBIN_RELEASE)'; it names one file, without blanks)
endif
ifneq ($(shell mkdir -p $(appbin_out) && \
    $(IMAGETOOL) makefile $(APPBIN_RELEASE) >$(appbin_out)/settings.mk || echo failed),)
  $(error appbin.mk: $(APPBIN_RELEASE) cannot be used)
endif
include $(appbin_out)/settings.mk
APPBIN_KEYS ?= $(appbin_keys)
ifeq ($(APPBIN_KEYS),)
  $(error appbin.mk: $(APPBIN_RELEASE) has no --key and no --pubkey for the firmware to trust)
endif

ifneq ($(filter 1 2,$(APP)),)
  ifneq ($(SPI_SIZE_MAP),$(appbin_map))
    $(error appbin.mk: SPI_SIZE_MAP is $(SPI_SIZE_MAP), but $(APPBIN_RELEASE) has --map $(appbin_map))
  endif
endif

# The map is a macro in every object of every folder: those of another one must go.
ifneq ($(filter-out $(appbin_wrappers),$(appbin_goals)),)
  appbin_cleaned := $(shell [ "$$(cat .output/appbin.map 2>/dev/null)" = "$(SPI_SIZE_MAP)" ] || { \
    find . -type d -name .output -prune -exec sh -c 'rm -rf "$$0/$(TARGET)/$(FLAVOR)/obj" \
      "$$0/$(TARGET)/$(FLAVOR)/lib" "$$0/$(TARGET)/$(FLAVOR)/image"' {} \; ; \
    mkdir -p .output; echo "$(SPI_SIZE_MAP)" >.output/appbin.map; })
endif

# --- The library: flags of its own, none of the application's

appbin_cc = $(CC)
appbin_tool = $(patsubst %gcc,%$(1),$(lastword $(CC)))
# by the names that only the ROM has: a C library would bring its own, in IRAM
appbin_rom_names := $(if $(appbin_rtos),,$(foreach name,memset memcpy memcmp memmove strlen, \
  --redefine-sym=$(name)=ets_$(name)))
appbin_entries := appbin_ota_start appbin_ota_confirm appbin_ota_check_now
appbin_headers := $(patsubst %,-isystem $(APPBIN_SDK)/%,include $(if $(appbin_rtos),extra_include \
  include/espressif include/lwip include/lwip/ipv4 include/lwip/ipv6 include/lwip/posix))
appbin_libgcc = $(or $(wildcard $(APPBIN_SDK)/lib/libgcc.a),$(shell $(CC) -print-libgcc-file-name))
appbin_flags = -std=gnu99 -Os -g -mlongcalls -mtext-section-literals -ffunction-sections \
  -fdata-sections -ffreestanding -fno-jump-tables -Wall -DICACHE_FLASH -DUSE_OPTIMIZE_PRINTF \
  -DAPPBIN_OTA_MAP=$(appbin_map) -DAPPBIN_OTA_BOOT=$(if $(filter old,$(appbin_boot)),1,2) \
  $(if $(filter 0,$(APPBIN_TABLE)),,-DAPPVERIFY_P256_BARE_KEYS=0) \
  $(if $(APPBIN_FAST),,-DP256_FIELD_SMALL -DP256_BASE_TEETH=3 -DSHA256_SMALL) $(APPBIN_CFLAGS) \
  -I $(appbin_out)/empty -I $(appbin_dir)/include -I $(appbin_dir)/makefile \
  $(if $(appbin_rtos),-DAPPVERIFY_RTOS_SDK) $(appbin_headers)
# how many keys of each are in trust.c, once it is made
appbin_algorithms = -DAPPBIN_OTA_THRESHOLD=$(APPBIN_THRESHOLD) $(foreach \
  name,ECDSA_P256 RSA_2048_PSS RSA_3072_PSS LMS,$(patsubst %,-DAPPBIN_OTA_$(name)=%, \
    $(filter-out 0,$(shell grep -c '{APPVERIFY_ALGORITHM_$(name)' $(appbin_out)/trust.c))))

appbin_unused := port_rboot port_mbedtls result_name stream_result_name port_espconn_server \
  push_answer push_server answer_writer upload_form upload_reader bundle_reader libc_rest \
  $(if $(appbin_rtos),port_espconn appbin_ota_nonos,port_sockets appbin_ota_rtos)
appbin_sources := $(filter-out $(patsubst %,$(appbin_dir)/%.c,$(foreach \
  room,src/appverify src/otastream makefile,$(addprefix $(room)/,$(appbin_unused)))), \
  $(wildcard $(addprefix $(appbin_dir)/,src/appverify/*.c src/appverify/crypto/*.c \
    src/appverify/crypto/*.S src/otastream/*.c makefile/*.c)))
appbin_objects := $(patsubst %,$(appbin_out)/%.o,$(notdir $(appbin_sources)) trust.c)

# Each with its whole path: by vpath the application's own store.c would be taken.
define appbin_rule
$(appbin_out)/$(notdir $(1)).o: $(1) $(appbin_out)/flags
	@echo "appbin: $(notdir $(1))"
	@$$(appbin_cc) $$(appbin_flags) $$($(2)) -MMD -MP -c $(1) -o $$@
endef
$(foreach source,$(appbin_sources),$(eval $(call appbin_rule,$(source),$(if \
  $(filter %/appbin_ota_crypto.c %/appbin_ota.c,$(source)),appbin_algorithms))))
$(eval $(call appbin_rule,$(appbin_out)/trust.c,))
$(eval $(call appbin_rule,$(appbin_dir)/makefile/libc_rest.c,))
$(appbin_out)/appbin_ota_crypto.c.o $(appbin_out)/appbin_ota.c.o: $(appbin_out)/trust.c
-include $(appbin_objects:.o=.d)

# What it is made with, beside the sources: another compiler, other flags or keys make it anew.
appbin_made_with = $(subst ','\'',$(appbin_cc) $(appbin_flags) $(APPBIN_KEYS) $(APPBIN_THRESHOLD))

# The SDK's headers include a user_config.h; the application's may say anything.
$(appbin_out)/flags: FORCE_APPBIN_FLAGS
	@mkdir -p $(appbin_out)/empty $(dir $(appbin_library))
	@: >>$(appbin_out)/empty/user_config.h
	@[ "$$(cat $@ 2>/dev/null)" = '$(appbin_made_with)' ] || echo '$(appbin_made_with)' >$@
.PHONY: FORCE_APPBIN_FLAGS

$(appbin_out)/trust.c: $(APPBIN_RELEASE) $(APPBIN_KEYS) $(appbin_out)/flags
	@$(IMAGETOOL) pubkey --format c --table $(APPBIN_TABLE) --threshold $(APPBIN_THRESHOLD) \
	  --vendor $(appbin_vendor) --product $(appbin_product) $(appbin_passphrase) -o $@ \
	  $(APPBIN_KEYS) >/dev/null

# One object with what the entries need, its code in a section that goes to flash, and no other name
# of it to be seen: what the application and the SDK call alike is theirs.
$(appbin_library): $(appbin_objects) $(appbin_dir)/makefile/flash.ld $(appbin_dir)/appbin.mk
	@$(call appbin_tool,ld) -r --gc-sections $(addprefix -u ,$(appbin_entries)) \
	  -u appverify_trust -e appbin_ota_start -T $(appbin_dir)/makefile/flash.ld \
	  -o $(appbin_out)/all.o $(appbin_objects) $(appbin_libgcc)
	@$(call appbin_tool,objcopy) $(addprefix --keep-global-symbol=,$(appbin_entries)) \
	  $(appbin_rom_names) $(appbin_out)/all.o $(appbin_out)/libappbin.o
	@rm -f $@
	@$(call appbin_tool,ar) rcs $@ $(appbin_out)/libappbin.o $(appbin_rest)

# What the SDK's libraries want of the C library, where the SDK comes without one.
ifeq ($(appbin_rtos)$(wildcard $(APPBIN_SDK)/lib/libc.a),)
  appbin_rest := $(appbin_out)/libc_rest.c.o
endif
$(appbin_library): $(appbin_rest)

# --- Into the application

# A library of a subfolder is made anew behind .subdirs, and is linked then.
appbin_of_folders := $(foreach library,$(filter %.a,$(COMPONENTS_$(appbin_image))),$(dir \
  $(library)).output/$(TARGET)/$(FLAVOR)/lib/$(notdir $(library)))
COMPONENTS_$(appbin_image) += libappbin.a
$(appbin_of_folders): .subdirs
	@:
$(appbin_build)/image/$(appbin_image).out: $(appbin_library) $(appbin_of_folders)

# --- Both slots in one call

appbin_elfs := $(appbin_slots:%=$(appbin_build)/slot%.elf)
appbin_objects_of_folders := $(foreach object,$(filter %.o,$(COMPONENTS_$(appbin_image))),$(dir \
  $(object)).output/$(TARGET)/$(FLAVOR)/obj/$(notdir $(object)))
define appbin_link
$(appbin_build)/slot$(1).elf: LD_FILE = $(LDDIR)/$(appbin_script_$(1))
$(appbin_build)/slot$(1).elf: $(LDDIR)/$(appbin_script_$(1)) $(DEPENDS_$(appbin_image)) \
    $(OBJS) $(appbin_objects_of_folders) $(appbin_of_folders) $(appbin_library)
	@echo "appbin: $$@"
	@$$(CC) $$(LDFLAGS) $$(or $$(LINKFLAGS_$(appbin_image)),$$(LINKFLAGS_DEFAULT) $$(OBJS) \
	  $$(DEP_OBJS_$(appbin_image)) $$(DEP_LIBS_$(appbin_image))) -o $$@
endef
$(foreach slot,$(appbin_slots),$(eval $(call appbin_link,$(slot))))
.PHONY: appbin-elfs appbin-build
appbin-elfs: $(appbin_elfs)
	@$(call appbin_tool,nm) $(firstword $(appbin_elfs)) | grep -q ' appbin_ota_start$$' || \
	  echo "appbin: warning: nothing calls appbin_ota_start: a device with this takes no update any more" >&2
appbin-build:
	@$(MAKE) --no-print-directory appbin-elfs COMPILE=$(or $(COMPILE),gcc) BOOT=$(appbin_boot) \
	  APP=1 SPI_SIZE_MAP=$(appbin_map)

# --- make release VERSION=1.0.0 [COUNTER=N]

appbin_folder = $(or $(APPBIN_RELEASE_DIR),release-$(VERSION))
appbin_boot_bin = $(lastword $(sort $(wildcard $(APPBIN_SDK)/bin/boot_v*.bin)))
appbin_init_data = $(lastword $(sort $(wildcard $(APPBIN_SDK)/bin/esp_init_data_default*.bin)))
appbin_own = $(if $(filter $(1),$(appbin_given)),,--$(1) $(2))
appbin_outputs = $(if $(appbin_rtos),$(call appbin_own,header,flash)) \
  $(call appbin_own,out-dir,$(appbin_folder)) \
  $(call appbin_own,publish,$(appbin_folder)/$(appbin_name)) \
  $(call appbin_own,bundle,$(appbin_folder)/$(appbin_name).bundle) \
  $(call appbin_own,json,$(appbin_folder)/$(appbin_name).json) \
  $(call appbin_own,slot-args,$(appbin_folder)/slots.args) \
  $(if $(and $(appbin_boot_bin),$(appbin_init_data)),$(call appbin_own,flash-args, \
    $(appbin_folder)/flash.args --boot-bin $(appbin_boot_bin) --init-data $(appbin_init_data)))
.PHONY: appbin-release appbin-flash-args appbin-size
appbin-release: appbin-build
	$(if $(VERSION),,$(error say which release this is: make release VERSION=1.0.0))
	@mkdir -p $(appbin_folder)
	@trap 'rmdir $(appbin_folder) 2>/dev/null' EXIT; $(IMAGETOOL) release @$(APPBIN_RELEASE) --fw-version $(VERSION) \
	  $(if $(COUNTER),--security-counter $(COUNTER)) $(appbin_outputs) $(APPBIN_OPTIONS) \
	  $(appbin_elfs) $(if $(findstring --dry-run,$(APPBIN_OPTIONS)),,>/dev/null)
	@echo $(appbin_folder) >$(appbin_out)/last
	@echo "appbin: release $(VERSION) is in $(appbin_folder)"

# What esptool takes for a new module.
appbin-flash-args:
	@folder=$$(cat $(appbin_out)/last 2>/dev/null); [ -d "$$folder" ] || { \
	  echo "there is no release yet: make release VERSION=1.0.0"; exit 1; } >&2; \
	[ -f "$$folder/flash.args" ] || { \
	  echo "$(APPBIN_SDK)/bin has no boot loader, or no init data"; exit 1; } >&2; \
	echo "esptool.py write_flash @$$folder/flash.args"

appbin-size: appbin-build
	@$(foreach slot,$(appbin_slots),echo "slot $(slot):" && $(IMAGETOOL) size \
	  --map $(appbin_map) --slot $(slot) $(appbin_build)/slot$(slot).elf &&) :

# The short names, where the project has none of them.
appbin_is_free = $(if $(shell cat /dev/null $(filter-out %.d %/appbin.mk %/settings.mk, \
  $(MAKEFILE_LIST)) | grep '^$(1)[[:space:]]*:'),,$(1))
define appbin_short_name
.PHONY: $(1)
$(1): appbin-$(1)
endef
$(foreach name,release flash-args size,$(if $(call appbin_is_free,$(name)),$(eval $(call \
  appbin_short_name,$(name)))))

endif
