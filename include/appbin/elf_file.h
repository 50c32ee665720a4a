/* SPDX-License-Identifier: MIT */
/** What an image needs to know of a linked firmware ELF: sections, symbols, entry. */
#ifndef APPBIN_ELF_FILE_H
#define APPBIN_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest ELF that is opened, in bytes. */
#define APPBIN_ELF_MAX_SIZE 0x10000000u

/** One section. name and bytes are owned by the ELF, or point into the caller's bytes. */
struct appbin_elf_section {
    const char *name;
    uint32_t address;
    uint32_t size;        /**< bytes */
    const uint8_t *bytes; /**< size bytes; NULL when not allocated, or the file holds none (.bss) */
    bool allocated;       /**< takes part in the running firmware */
    bool loadable; /**< has bytes that the firmware needs in memory: no note, no table for tools */
};

/** An opened ELF; private to the library. */
struct appbin_elf;

/**
 * Opens an ELF for the LX106: 32-bit, little-endian, Xtensa, linked (ET_EXEC). Every offset, size
 * and name is checked here, so that the other functions cannot fail on a hostile file.
 *
 * @param elf         out, set on success; close with appbin_elf_close
 * @param bytes       in, size bytes, must outlive *elf
 * @param size        in, length in bytes, at most APPBIN_ELF_MAX_SIZE
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, NOT_ELF, ELF_UNSUPPORTED, ELF_MALFORMED, NO_SECTION, NO_MEMORY
 *
 * Allocates 32 bytes a section and libelf's own descriptor.
 */
enum appbin_error appbin_elf_open(struct appbin_elf **elf, const uint8_t *bytes, size_t size,
                                  struct appbin_diagnostic *diagnostic);

/**
 * Opens an ELF file as appbin_elf_open does, and reads only what an image needs of it: headers,
 * names, symbols and allocated sections, not debug information. A pipe is read whole.
 *
 * @param elf         out, set on success; close with appbin_elf_close
 * @param path        in
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return as appbin_elf_open, and IO
 *
 * Allocates what it reads. The file stays open until appbin_elf_close.
 */
enum appbin_error appbin_elf_open_file(struct appbin_elf **elf, const char *path,
                                       struct appbin_diagnostic *diagnostic);

/**
 * Frees an opened ELF.
 *
 * @param elf  in, may be NULL
 */
void appbin_elf_close(struct appbin_elf *elf);

/**
 * Number of sections, the empty first one of ELF not counted.
 *
 * @param elf  in
 * @return the count
 */
size_t appbin_elf_section_count(const struct appbin_elf *elf);

/**
 * A section by index.
 *
 * @param elf    in
 * @param index  in, below appbin_elf_section_count
 * @return the section, owned by elf
 */
const struct appbin_elf_section *appbin_elf_section_at(const struct appbin_elf *elf, size_t index);

/**
 * A section by name.
 *
 * @param elf   in
 * @param name  in, NUL-terminated
 * @return the first section of that name, owned by elf; NULL when there is none
 */
const struct appbin_elf_section *appbin_elf_section_find(const struct appbin_elf *elf,
                                                         const char *name);

/**
 * Tells whether the ELF has a symbol table with at least one symbol (it is not stripped).
 *
 * @param elf  in
 * @return true when it has
 */
bool appbin_elf_has_symbols(const struct appbin_elf *elf);

/**
 * Value of a defined global symbol.
 *
 * @param elf    in
 * @param name   in, NUL-terminated
 * @param value  out, set when found
 * @return true when found
 */
bool appbin_elf_symbol_find(const struct appbin_elf *elf, const char *name, uint32_t *value);

/**
 * Finds the bytes of a data object by its symbol, global or local. What the symbol claims is
 * compared with the section in which it says that it lies.
 *
 * @param elf         in
 * @param name        in, NUL-terminated
 * @param size        in, bytes that the object must have
 * @param bytes       out, set on success: size bytes, owned by elf; NULL when there is no such
 *                    defined symbol
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK; ELF_MALFORMED for two symbols of the name, another size, and a place that is
 *         not inside an allocated section with bytes in the file
 */
enum appbin_error appbin_elf_object_find(const struct appbin_elf *elf, const char *name,
                                         uint32_t size, const uint8_t **bytes,
                                         struct appbin_diagnostic *diagnostic);

/**
 * Tells whether a function begins at an address, by the symbol table.
 *
 * @param elf      in
 * @param address  in
 * @return true when a symbol of type FUNC has this value
 */
bool appbin_elf_has_function_at(const struct appbin_elf *elf, uint32_t address);

/**
 * Walks the symbols that the link left undefined; weak ones may be, and are passed over.
 *
 * @param elf       in
 * @param position  in and out, 0 to begin with
 * @return the name of the next one, owned by elf; NULL after the last
 */
const char *appbin_elf_next_undefined(const struct appbin_elf *elf, size_t *position);

/**
 * The entry address of the ELF header.
 *
 * @param elf  in
 * @return e_entry
 */
uint32_t appbin_elf_entry(const struct appbin_elf *elf);

#ifdef __cplusplus
}
#endif
#endif
