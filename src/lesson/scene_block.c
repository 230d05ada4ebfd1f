/* scene_block.c - a live picture tied to a step.
 *
 * What pictures there are and what can be switched in them is known further up (src/scene), so a
 * name is checked by whoever opens the picture; a test opens those of every lesson. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion/schedule.h"
#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const scene_settings[] = {"data",      "schedule", "steps", "t",
                                             "particles", "seed",     "on",    "off"};
static const char *const scene_keys[] = {"caption"};

static bool read_count(Reader *reader, const InfoSetting *setting, uint64_t low, uint64_t high,
                       uint64_t *count) {
    char *end = NULL;
    bool digit = setting->value[0] >= '0' && setting->value[0] <= '9';
    *count = digit ? strtoull(setting->value, &end, 10) : 0;
    return (digit && *end == '\0' && *count >= low && *count <= high) ||
           refuse(reader, setting->value_at, NULL,
                  "%s= is a whole number from %" PRIu64 " to %" PRIu64 ", not `%s`", setting->key,
                  low, high, setting->value);
}

/* "density contours" to its words. */
static void read_names(Reader *reader, const char *text, size_t *count, const char *const **names) {
    Vector words = {0};
    for (const char *at = text + strspn(text, " "); *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        const char **word = vector_add(reader->arena, &words, sizeof *word);
        *word = arena_copy(reader->arena, at, length);
        at += length;
    }
    *count = words.count;
    *names = words.items;
}

static bool apply(Reader *reader, const InfoSetting *setting, SceneBlock *scene) {
    const char *key = setting->key;
    uint64_t count = 0;
    if (strcmp(key, "data") == 0) {
        scene->data = setting->value;
        return check_data(reader, setting->value_at, setting->value);
    }
    if (strcmp(key, "schedule") == 0) {
        scene->schedule = setting->value;
        return check_schedule(reader, setting->value_at, setting->value);
    }
    if (strcmp(key, "steps") == 0) {
        bool ok = read_count(reader, setting, 1, SCHEDULE_STEPS_MAX, &count);
        scene->steps = (long)count;
        return ok;
    }
    if (strcmp(key, "t") == 0) {
        bool ok = read_count(reader, setting, 0, SCHEDULE_STEPS_MAX, &count);
        scene->t = (long)count;
        scene->has_t = true;
        return ok;
    }
    if (strcmp(key, "particles") == 0) {
        return read_count(reader, setting, SHOWN_POINTS_MIN, SHOWN_POINTS_MAX, &scene->particles);
    }
    if (strcmp(key, "seed") == 0) {
        scene->has_seed = true;
        return read_count(reader, setting, 0, UINT64_MAX, &scene->seed);
    }
    if (strcmp(key, "on") == 0) {
        read_names(reader, setting->value, &scene->on_count, &scene->on);
    } else {
        read_names(reader, setting->value, &scene->off_count, &scene->off);
    }
    return true;
}

bool scene_block_read(Reader *reader, Span whole, const Info *info, Span body) {
    if (!info_check_id(reader, info, "scene", NULL, 0) ||
        !info_check(reader, info, scene_settings, COUNT(scene_settings), NULL, 0)) {
        return false;
    }
    SceneBlock *scene = arena_alloc(reader->arena, sizeof *scene);
    scene->name = info->id;
    const InfoSetting *settings = info->settings.items;
    for (size_t i = 0; i < info->settings.count; i++) {
        if (!apply(reader, &settings[i], scene)) {
            return false;
        }
    }
    Vector lines = {0};
    if (!body_split(reader, body, scene_keys, COUNT(scene_keys), NULL, &lines)) {
        return false;
    }
    const BodyLine *items = lines.items;
    if (lines.count > 1) {
        return refuse(reader, items[1].key_span.start, NULL, "`caption:` is given twice");
    }
    if (lines.count == 1 && !markdown_line(reader, items[0].text, &scene->caption)) {
        return false;
    }
    Block block = {.kind = BLOCK_SCENE, .span = whole, .scene = scene};
    block_add(reader, &block);
    return true;
}
