/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "command.h"
#include "makefile_settings.h"
#include "message.h"

#define MAKEFILE "appbin.mk"
#define PATH_ROOM 4096

/* Where this program is, whatever link it was called by, without its name. */
static enum exit_code find_own_folder(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0 || (size_t)length == size - 1) {
        message_error(NULL, "where imagetool itself is cannot be found: %s",
                      length < 0 ? strerror(errno) : "its path is too long");
        return EXIT_INPUT;
    }
    path[length] = '\0';
    *strrchr(path, '/') = '\0';
    return EXIT_DONE;
}

static enum exit_code print_path(void)
{
    char own[PATH_ROOM];
    char share[PATH_ROOM + sizeof IMAGETOOL_SHARE];
    char path[sizeof share + sizeof MAKEFILE];
    enum exit_code result = find_own_folder(own, sizeof own);
    if (result != EXIT_DONE) {
        return result;
    }
    (void)snprintf(share, sizeof share, "%s/" IMAGETOOL_SHARE, own);
    char *folder = realpath(share, NULL);
    (void)snprintf(path, sizeof path, "%s/" MAKEFILE, folder != NULL ? folder : share);
    if (folder == NULL || access(path, R_OK) != 0) {
        message_error(path, "%s; it is installed with imagetool", strerror(errno));
        result = EXIT_INPUT;
    } else if (strpbrk(path, " \t$#%:;'\"\\") != NULL) {
        message_error(path, "make cannot include a file with a blank or such a character in its "
                            "path: install imagetool elsewhere");
        result = EXIT_INPUT;
    } else {
        (void)printf("%s\n", path);
    }
    free(folder);
    return result;
}

static enum exit_code run_makefile(const struct arguments *arguments)
{
    return arguments->operand_count == 0 ? print_path()
                                         : makefile_settings_print(arguments->operands[0]);
}

static const struct command_example examples[] = {
    {"Where the file is", "imagetool makefile"},
    {"What make has to know of a release", "imagetool makefile lamp.release"},
};

const struct command command_makefile = {
    .name = "makefile",
    .summary = "Print the file that the makefile of an SDK project includes",
    .synopsis = "[RELEASE_FILE]",
    .details = "Two lines at the end of the Makefile of a project of the vendor's SDK:\n"
               "\n"
               "    APPBIN_RELEASE = lamp.release\n"
               "    include $(shell imagetool makefile)\n"
               "\n"
               "lamp.release is a file of options for imagetool release. docs/makefile.md tells\n"
               "the rest. With RELEASE_FILE what that makefile has to know of it is printed, as\n"
               "variables of make.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .operands_max = 1,
    .run = run_makefile,
};
