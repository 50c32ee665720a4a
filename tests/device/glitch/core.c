/* SPDX-License-Identifier: MIT */
/*
 * Runs every attack with every fault of a list on the emulated core, one after the other in one
 * program. usage: glitch.elf FAULTS
 * Prints "found FAULT ATTACK PATH LEVEL SWITCHES" for each finding, and a last line "done".
 */
#include <stdio.h>
#include <string.h>

#include "core_guard.h"
#include "fault.h"
#include "scenario.h"
#include "semihosting.h"

enum { ATTACKS_MAX = 16, CONTROL_EVERY = 256, STACK_WORDS = 1024, ROOM_BEHIND = 256 };
enum { IMAGE_ROOM = 2048, SNAPSHOT_SIZE = 32768, CONSTANT_WORDS = 16384 };

/* The program's memory but its stack, by device.ld. */
extern uint8_t device_bench_start[];
extern uint8_t device_bench_bss_end[];
extern uint32_t device_library_text_start[];
extern uint32_t device_text_end[];
extern uint32_t device_library_data_start[];
extern uint32_t device_bss_end[];

/* That memory as it is when an attack begins: a run may have written anywhere in it. */
extern uint8_t glitch_snapshots[ATTACKS_MAX][SNAPSHOT_SIZE];
/* Code, and constants of the library. */
extern uint32_t glitch_constants[2][CONSTANT_WORDS];

/* The room behind its top takes what a run with a wrong stack pointer does there. */
static uint32_t stack[STACK_WORDS + ROOM_BEHIND] __attribute__((aligned(16)));
static void *const stack_top = stack + STACK_WORDS;

static void copy(uint8_t *memory, uint8_t *snapshot, size_t length, int back)
{
    memcpy(back ? memory : snapshot, back ? snapshot : memory, length);
}

/* Between memory and a snapshot, but for the end of the image that nothing uses. */
static void copy_memory(uint8_t *snapshot, int back)
{
    size_t before = (size_t)(fix.image + IMAGE_ROOM - device_bench_start);
    uint8_t *behind = fix.image + sizeof fix.image;
    copy(device_bench_start, snapshot, before, back);
    copy(behind, snapshot + before, (size_t)(device_bench_bss_end - behind), back);
}

static int snapshot_fits(void)
{
    size_t all = (size_t)(device_bench_bss_end - device_bench_start);
    return all - sizeof fix.image + IMAGE_ROOM <= SNAPSHOT_SIZE;
}

/* Writing to code makes the emulator translate it anew, so only what differs is written. */
static void keep_equal(uint32_t *memory, const uint32_t *end, const uint32_t *copy_of_it)
{
    while (memory < end) {
        if (*memory != *copy_of_it) {
            *memory = *copy_of_it;
        }
        memory++;
        copy_of_it++;
    }
}

static void save_constants(void)
{
    memcpy(glitch_constants[0], device_library_text_start,
           (size_t)(device_text_end - device_library_text_start) * 4);
    memcpy(glitch_constants[1], device_library_data_start,
           (size_t)(device_bss_end - device_library_data_start) * 4);
}

static void restore_constants(void)
{
    keep_equal(device_library_text_start, device_text_end, glitch_constants[0]);
    keep_equal(device_library_data_start, device_bss_end, glitch_constants[1]);
}

static void prepare(uint32_t attack)
{
    glitch_prepare(&glitch_attacks[attack]);
}

static void run(uint32_t path)
{
    glitch_run((enum glitch_path)path);
}

static int prepare_all(void)
{
    check_reset();
    for (uint32_t i = 0; i < glitch_attack_count; i++) {
        if (core_guard(prepare, i, stack_top) != CORE_RETURNED || check_failure.count != 0 ||
            fix.image_size > IMAGE_ROOM) {
            (void)printf("broken %s: %s\n", glitch_attacks[i].name,
                         check_failure.count != 0 ? check_failure.text : "prepare");
            return 0;
        }
        copy_memory(glitch_snapshots[i], 0);
    }
    return 1;
}

/* What the run may have overwritten is put right before anything else is done. */
static void run_one(uint32_t attack, enum glitch_path path)
{
    copy_memory(glitch_snapshots[attack], 1);
    (void)core_guard(run, path, stack_top);
    restore_constants();
    copy_memory(glitch_snapshots[attack], 1);
}

/* With no fault in place every attack is refused as it must be: the bench is what it was. */
static int control(void)
{
    for (uint32_t i = 0; i < glitch_attack_count; i++) {
        for (enum glitch_path path = 0; path < PATH_WEAK; path++) {
            if (!glitch_applies(&glitch_attacks[i], path)) {
                continue;
            }
            run_one(i, path);
            if (!glitch_as_expected(&glitch_attacks[i])) {
                (void)printf("broken %s %s: %u\n", glitch_attacks[i].name, glitch_path_names[path],
                             (unsigned)glitch_outcome.answer);
                return 0;
            }
        }
    }
    return 1;
}

static void put(const struct fault *fault)
{
    memcpy((void *)fault->address, fault->bytes, fault->size);
    __asm__ volatile("memw\n\tisync" : : : "memory");
}

static void run_fault(const struct fault *fault, uint32_t number)
{
    for (uint32_t i = 0; i < glitch_attack_count; i++) {
        const struct glitch_attack *attack = &glitch_attacks[i];
        for (enum glitch_path path = 0; path < PATHS; path++) {
            if (!glitch_applies(attack, path)) {
                continue;
            }
            put(fault);
            run_one(i, path);
            if (glitch_found(attack)) {
                (void)printf("found %u %s %s %u %u\n", (unsigned)number, attack->name,
                             glitch_path_names[path], (unsigned)glitch_outcome.level,
                             (unsigned)glitch_outcome.switches);
            }
        }
    }
}

int main(int argc, char **argv)
{
    struct fault fault;
    uint32_t number = 0;
    int file = argc == 2 ? host_open(argv[1], HOST_READ) : -1;
    if (file < 0 || glitch_attack_count > ATTACKS_MAX || !snapshot_fits()) {
        (void)printf("usage: glitch.elf FAULTS\n");
        return 2;
    }
    core_guard_init();
    save_constants();
    int good = prepare_all();
    while (good && host_read(file, &fault, sizeof fault) == (int32_t)sizeof fault) {
        good = number % CONTROL_EVERY != 0 || control();
        run_fault(&fault, number++);
    }
    good = good && control();
    if (good) {
        (void)printf("done %u\n", (unsigned)number);
    }
    return good ? 0 : 1;
}
