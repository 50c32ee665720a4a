#include "release_images.h"

#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "image_content.h"
#include "message.h"

/* A header that describes the flash names no slot: then the irom address or the order does. */
static unsigned find_slot(const struct appbin_image *image, const struct appbin_flash_map *map,
                          size_t index)
{
    if (image->slot != 0) {
        return image->slot;
    }
    unsigned linked = map != NULL && map->ota ? appbin_image_linked_slots(image, map) : 0;
    return linked == 1 || linked == 2 ? linked : (unsigned)index + 1;
}

static enum exit_code check_image(const struct release_images *release, size_t index)
{
    const char *path = release->inputs[index].path;
    const struct appbin_image *image = &release->images[index];
    return image_content_check(path, image, release->bodies[index].slot, release->map);
}

static enum exit_code read_image(struct release_images *release, const char *path, int map)
{
    size_t index = release->count;
    struct appbin_image *image = &release->images[index];
    enum exit_code result = input_read_image(&release->inputs[index], path, image);
    if (result != EXIT_DONE) {
        return result;
    }
    release->count++;
    int own_map = map >= 0 ? map : appbin_image_map(image);
    if (own_map < 0) {
        message_error(path, "the image does not tell its flash map; give --map");
        return EXIT_USAGE;
    }
    if (index > 0 && release->map != (unsigned)own_map) {
        message_error(path, "for flash map %d, %s is for map %u", own_map, release->inputs[0].path,
                      release->map);
        return EXIT_REFUSED;
    }
    release->map = (unsigned)own_map;
    release->bodies[index] = (struct appbin_body){
        .bytes = release->inputs[index].bytes,
        .size = image->body_size,
        .slot = find_slot(image, appbin_flash_map_find(release->map), index),
        .boot = image->boot,
    };
    return check_image(release, index);
}

enum exit_code release_images_read(struct release_images *release,
                                   const struct arguments *arguments, int map)
{
    enum exit_code result = EXIT_DONE;
    *release = (struct release_images){0};
    for (size_t i = 0; i < arguments->operand_count && result == EXIT_DONE; i++) {
        result = read_image(release, arguments->operands[i], map);
    }
    if (result == EXIT_DONE && release->count == 2 &&
        release->bodies[0].slot == release->bodies[1].slot) {
        message_error(release->inputs[1].path, "for slot %u, as is %s", release->bodies[1].slot,
                      release->inputs[0].path);
        result = EXIT_REFUSED;
    }
    if (result == EXIT_DONE && release->count == 2 &&
        release->bodies[0].boot != release->bodies[1].boot) {
        message_error(release->inputs[1].path, "boot %s, %s is boot %s",
                      appbin_boot_str(release->bodies[1].boot), release->inputs[0].path,
                      appbin_boot_str(release->bodies[0].boot));
        result = EXIT_REFUSED;
    }
    if (result != EXIT_DONE) {
        release_images_free(release);
    }
    return result;
}

void release_images_free(struct release_images *release)
{
    for (size_t i = 0; i < 2; i++) {
        input_free(&release->inputs[i]);
    }
    release->count = 0;
}
