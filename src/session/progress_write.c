/* progress_write.c - the saving of what has changed, beside what other programs save. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "session/progress_internal.h"

/* Damaged files that are kept; whoever has more of them should look at the disk. */
#define DAMAGED_MAX 100

/* What stands on a line of its own must not hold one. */
static bool is_one_line(const char *string) {
    return string != NULL && string[0] != '\0' && strpbrk(string, "\n\r") == NULL;
}

static void write_fact(Text *out, const char *word, const char *value) {
    if (is_one_line(value)) {
        text_printf(out, "%s %s\n", word, value);
    }
}

static void write_lesson(Text *out, const LessonProgress *lesson) {
    if (!is_one_line(lesson->key)) {
        return;
    }
    write_fact(out, "lesson", lesson->key);
    write_fact(out, "at", lesson->at > 0 ? lesson->names[lesson->at - 1] : lesson->kept_at);
    for (size_t i = 0; i < lesson->steps; i++) {
        write_fact(out, "seen", lesson->seen[i] ? lesson->names[i] : NULL);
    }
    for (size_t i = 0; i < lesson->kept_count; i++) {
        write_fact(out, "seen", lesson->kept_seen[i]);
    }
    for (size_t i = 0; i < lesson->question_count; i++) {
        const QuestionProgress *question = &lesson->questions[i];
        if (is_one_line(question->id)) {
            text_printf(out, "question %s %s %zu%s%s\n", question->id,
                        progress_state_name(question->state), question->tries,
                        question->date[0] != '\0' ? " " : "", question->date);
        }
    }
}

static void write_all(Text *out, const Progress *progress) {
    text_printf(out,
                PROGRESS_FORMAT "%d\n# Where you stopped in each lesson, and what you answered. "
                                "This file may be deleted.\n",
                PROGRESS_VERSION);
    for (size_t i = 0; i < progress->count; i++) {
        write_lesson(out, progress->lessons[i]);
    }
}

/* What has changed here goes into the file as it is now: another program may have changed other
 * things of the same lesson. */
static void merge(Progress *there, const LessonProgress *ours) {
    LessonProgress *theirs = progress_lesson(there, ours->key, ours->names, ours->steps);
    for (size_t i = 0; i < ours->steps; i++) {
        theirs->seen[i] = theirs->seen[i] || ours->seen[i];
    }
    theirs->at = ours->moved ? ours->at : theirs->at;
    for (size_t i = 0; i < ours->question_count; i++) {
        if (ours->questions[i].changed) {
            *progress_question_of(there, theirs, ours->questions[i].id) = ours->questions[i];
        }
    }
}

static void forget_changes(LessonProgress *lesson) {
    lesson->moved = lesson->changed = false;
    for (size_t i = 0; i < lesson->question_count; i++) {
        lesson->questions[i].changed = false;
    }
}

static bool has_changed(const Progress *progress) {
    bool changed = false;
    for (size_t i = 0; i < progress->count; i++) {
        changed = changed || progress->lessons[i]->changed;
    }
    return changed;
}

/* Keeps the damaged file's bytes beside it, under a name that no other file has. */
static bool keep_aside(Arena *arena, const Progress *there, const char **why) {
    for (size_t i = 1; i <= DAMAGED_MAX; i++) {
        const char *path = i == 1 ? arena_printf(arena, "%s.damaged", there->path)
                                  : arena_printf(arena, "%s.damaged-%zu", there->path, i);
        const char *bytes = NULL;
        size_t length = 0;
        bool exists = file_read(arena, path, &bytes, &length, why);
        if (exists && length == there->length && memcmp(bytes, there->bytes, length) == 0) {
            return true;
        }
        if (!exists && strcmp(*why, "does not exist") == 0) {
            return file_write(arena, path, there->bytes, there->length, why);
        }
    }
    *why = "is damaged, and so many damaged ones lie beside it that it is not replaced";
    return false;
}

/* Reads the file as it is now, merges what has changed, and writes it. False with *why. */
static bool save(Arena *arena, const Progress *progress, const char **why) {
    Progress *there = progress_load(arena, progress->path);
    if (there->read_only) {
        *why = "was written by a later version, or can no longer be read";
        return false;
    }
    for (size_t i = 0; i < progress->count; i++) {
        if (progress->lessons[i]->changed) {
            merge(there, progress->lessons[i]);
        }
    }
    Text text;
    text_init(&text);
    write_all(&text, there);
    bool done = (there->damaged == 0 || keep_aside(arena, there, why)) &&
                file_write(arena, progress->path, text.bytes, text.length, why);
    text_clear(&text);
    return done;
}

bool progress_save(Progress *progress) {
    if (progress->path == NULL || progress->read_only || !has_changed(progress)) {
        return !progress->read_only;
    }
    Arena *arena = arena_new();
    const char *why = NULL;
    bool done = file_make_folder_of(arena, progress->path, FOLDER_PRIVATE, &why);
    if (done) {
        /* Who saves between our reading and our writing would lose what was saved. */
        const char *name = strrchr(progress->path, '/');
        int held =
            file_hold_folder(arena_copy(arena, progress->path, (size_t)(name - progress->path)));
        done = save(arena, progress, &why);
        file_release_folder(held);
    }
    for (size_t i = 0; i < progress->count && done; i++) {
        forget_changes(progress->lessons[i]);
    }
    if (!done) {
        progress->read_only = true;
        progress->note = arena_printf(progress->arena, "progress is not kept: its file %s: %s", why,
                                      progress->path);
    }
    arena_free(arena);
    return done;
}
