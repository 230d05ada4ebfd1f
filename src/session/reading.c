/* reading.c - see reading.h. */
#include "session/reading.h"

#include <string.h>

#include "base/file.h"

static size_t count_questions(const Lesson *lesson, Question *questions) {
    size_t at = 0;
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            const Block *block = &lesson->steps[s].blocks[b];
            if (block->kind == BLOCK_EXERCISE && questions != NULL) {
                questions[at].exercise = block->exercise;
            }
            at += block->kind == BLOCK_EXERCISE;
        }
    }
    return at;
}

void reading_init(Reading *reading, const Lesson *lesson, const CheckOptions *options) {
    *reading = (Reading){.lesson = lesson, .options = *options, .arena = arena_new()};
    reading->setting = setting_of_lesson(lesson, options->seed);
    reading->session = session_new(options);
    reading->question_count = count_questions(lesson, NULL);
    reading->questions =
        arena_array(reading->arena, reading->question_count, sizeof *reading->questions);
    (void)count_questions(lesson, reading->questions);
}

void reading_clear(Reading *reading) {
    session_free(reading->session);
    arena_free(reading->arena);
    *reading = (Reading){0};
}

/* ---- steps ---- */

bool reading_go_to(Reading *reading, size_t step) {
    if (step >= reading->lesson->step_count || step == reading->step) {
        return false;
    }
    reading->step = step;
    reading_deselect(reading);
    if (reading->progress != NULL) {
        progress_see(reading->kept, step);
    }
    return true;
}

bool reading_forward(Reading *reading) {
    if (reading_open_question(reading) != NULL) {
        reading->note =
            "type an answer and press Enter; Enter on the empty line skips the question";
        return false;
    }
    if (!reading_go_to(reading, reading->step + 1)) {
        reading->note = "this is the last step; q leaves the lesson";
        return false;
    }
    return true;
}

bool reading_back(Reading *reading) {
    if (reading->step == 0) {
        reading->note = "this is the first step";
        return false;
    }
    return reading_go_to(reading, reading->step - 1);
}

bool reading_change_notation(Reading *reading) {
    if (reading->lesson->other == NULL) {
        reading->note = "this lesson can be read in one notation only";
        return false;
    }
    /* Its threads may be deciding a claim of the lesson that is left. */
    session_free(reading->session);
    reading->session = session_new(&reading->options);
    reading->lesson = reading->lesson->other;
    (void)count_questions(reading->lesson, reading->questions);
    reading_deselect(reading);
    bool rewritten = strcmp(reading->lesson->notation, reading->lesson->also) == 0;
    reading->note = rewritten
                        ? "the formulas are rewritten; the words and the numbers are the lesson's"
                        : "the lesson as it is written";
    return true;
}

/* ---- questions ---- */

static const Step *step_shown(const Reading *reading) {
    return reading->step < reading->lesson->step_count ? &reading->lesson->steps[reading->step]
                                                       : NULL;
}

Question *reading_question(const Reading *reading, const Exercise *exercise) {
    for (size_t i = 0; i < reading->question_count; i++) {
        if (reading->questions[i].exercise == exercise) {
            return &reading->questions[i];
        }
    }
    return NULL;
}

Question *reading_open_question(const Reading *reading) {
    const Step *step = step_shown(reading);
    for (size_t i = 0; step != NULL && i < step->block_count; i++) {
        if (step->blocks[i].kind == BLOCK_EXERCISE) {
            Question *question = reading_question(reading, step->blocks[i].exercise);
            if (question != NULL && !question->done) {
                return question;
            }
        }
    }
    return NULL;
}

void reading_hint(Reading *reading, Question *question) {
    if (question->hints < question->exercise->hint_count) {
        question->hints++;
    } else {
        reading->note = question->exercise->hint_count == 0 ? "there is no hint for this question"
                                                            : "no more hints";
    }
}

void reading_note_typed(Reading *reading, const Question *question, const char *keys) {
    if (question->length == 1 && strchr(keys, question->typed[0]) != NULL) {
        reading->note = question->typed[0] == 'h'
                            ? "typed into the answer; Tab gives a hint"
                            : "typed into the answer; Esc first makes it a command";
    }
}

void reading_submit(Reading *reading, Question *question) {
    if (question->length == 0) {
        question->answer = (Answer){.kind = ANSWER_NONE};
        question->done = question->skipped = true;
        return;
    }
    question->answer =
        answer_check(reading->arena, question->exercise, question->typed, &reading->options);
    AnswerKind kind = question->answer.kind;
    /* What cannot be read is a slip of the finger, no try. */
    if (reading->progress != NULL && kind != ANSWER_UNREADABLE) {
        progress_try(reading->progress, reading->kept, question->exercise->id);
    }
    question->answered = kind == ANSWER_WRONG || kind == ANSWER_FORM || kind == ANSWER_ROUNDED;
    question->done = kind == ANSWER_RIGHT;
    question->skipped = false;
}

bool reading_reopen(Reading *reading) {
    const Step *step = step_shown(reading);
    for (size_t i = step != NULL ? step->block_count : 0; i > 0; i--) {
        const Block *block = &step->blocks[i - 1];
        Question *question =
            block->kind == BLOCK_EXERCISE ? reading_question(reading, block->exercise) : NULL;
        if (question != NULL && question->skipped) {
            question->done = question->skipped = false;
            return true;
        }
    }
    reading->note = "no question of this step was skipped";
    return false;
}

void reading_begin_key(Reading *reading) {
    reading->note = NULL;
    reading->reset_asked -= reading->reset_asked > 0;
}

/* In this run and in those before. */
static bool is_untouched(const Reading *reading, const Question *question) {
    const QuestionProgress *kept =
        reading->progress != NULL ? progress_question(reading->kept, question->exercise->id) : NULL;
    return !question->done && question->hints == 0 && question->answer.kind == ANSWER_NONE &&
           (kept == NULL || (kept->state == QUESTION_OPEN && kept->tries == 0));
}

bool reading_reset(Reading *reading) {
    const Step *step = step_shown(reading);
    bool confirmed = reading->reset_asked == 1, some = false;
    for (size_t i = 0; step != NULL && i < step->block_count; i++) {
        const Block *block = &step->blocks[i];
        Question *question =
            block->kind == BLOCK_EXERCISE ? reading_question(reading, block->exercise) : NULL;
        if (question == NULL || is_untouched(reading, question)) {
            continue;
        }
        some = true;
        if (confirmed) {
            *question = (Question){.exercise = question->exercise};
            if (reading->progress != NULL) {
                progress_forget(reading->kept, question->exercise->id);
            }
        }
    }
    reading->reset_asked = some && !confirmed ? 2 : 0;
    reading->note = !some        ? "no question of this step was answered"
                    : !confirmed ? "forget this step's answers, hints and tries? R again: yes"
                                 : "asked anew, as if for the first time";
    return some && confirmed;
}

/* The step that asks it. */
static size_t step_of(const Reading *reading, const Question *question) {
    const Lesson *lesson = reading->lesson;
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            const Block *block = &lesson->steps[s].blocks[b];
            if (block->kind == BLOCK_EXERCISE && block->exercise == question->exercise) {
                return s;
            }
        }
    }
    return reading->step;
}

static void ask_again(Reading *reading, Question *question) {
    question->done = question->done && !question->skipped;
    question->skipped = false;
    /* What was typed then is there to be seen, and the next character starts anew. */
    question->answered = !question->done && question->length > 0;
    reading->resumed = false;
    (void)reading_go_to(reading, step_of(reading, question));
}

static bool is_unfinished(const Reading *reading, const Question *question) {
    bool tried = question->answer.kind != ANSWER_NONE ||
                 (reading->kept != NULL &&
                  progress_state(reading->kept, question->exercise->id) == QUESTION_TRIED);
    return question->skipped ||
           (!question->done && (tried || step_of(reading, question) < reading->step));
}

bool reading_has_unfinished(const Reading *reading) {
    size_t i = 0;
    while (i < reading->question_count && !is_unfinished(reading, &reading->questions[i])) {
        i++;
    }
    return i < reading->question_count;
}

bool reading_unfinished(Reading *reading) {
    size_t count = reading->question_count, first = 0;
    bool behind = reading_has_unfinished(reading);
    while (first < count && step_of(reading, &reading->questions[first]) <= reading->step) {
        first++;
    }
    for (size_t i = 0; i < count; i++) {
        Question *question = &reading->questions[(first + i) % count];
        if (behind ? is_unfinished(reading, question) : !question->done) {
            ask_again(reading, question);
            return true;
        }
    }
    reading->note =
        count == 0 ? "this lesson asks no question" : "every question of this lesson is answered";
    return false;
}

bool reading_go_to_question(Reading *reading, const char *id) {
    for (size_t i = 0; i < reading->question_count; i++) {
        if (strcmp(reading->questions[i].exercise->id, id) == 0) {
            ask_again(reading, &reading->questions[i]);
            reading->at_question = !reading->questions[i].done;
            if (reading_open_question(reading) != &reading->questions[i] &&
                !reading->questions[i].done) {
                reading->note = "another question of this step comes first";
            }
            return true;
        }
    }
    return false;
}

/* ---- claims ---- */

Claim *reading_claim(const Reading *reading, size_t i) {
    const Step *step = step_shown(reading);
    const Question *open = reading_open_question(reading);
    for (size_t b = 0; step != NULL && b < step->block_count; b++) {
        const Block *block = &step->blocks[b];
        if (open != NULL && block->kind == BLOCK_EXERCISE && block->exercise == open->exercise) {
            return NULL; /* what follows is hidden */
        }
        if (block->kind == BLOCK_CLAIM && i-- == 0) {
            return block->claim;
        }
    }
    return NULL;
}

Claim *reading_selected(const Reading *reading) {
    return reading->selected > 0 ? reading_claim(reading, reading->selected - 1) : NULL;
}

void reading_restore(Reading *reading) {
    reading->broken = 0;
    reading->broken_count = 0;
}

void reading_deselect(Reading *reading) {
    reading->selected = 0;
    reading_restore(reading);
}

void reading_select_claim(Reading *reading, const Claim *claim) {
    size_t i = 0;
    while (reading_claim(reading, i) != NULL && reading_claim(reading, i) != claim) {
        i++;
    }
    if (reading_claim(reading, i) != NULL && reading->selected != i + 1) {
        reading_restore(reading);
        reading->selected = i + 1;
    }
}

bool reading_select(Reading *reading, bool forward) {
    size_t count = 0;
    while (reading_claim(reading, count) != NULL) {
        count++;
    }
    if (count == 0) {
        reading->note = "there is no claim in this step";
        return false;
    }
    reading_restore(reading);
    /* 0 stands for none: behind the last one the first comes again. */
    size_t at = reading->selected;
    reading->selected = forward ? at % count + 1 : (at <= 1 ? count : at - 1);
    return true;
}

bool reading_break(Reading *reading, bool forward) {
    const Claim *claim = reading_selected(reading);
    if (claim == NULL && !reading_select(reading, true)) {
        return false;
    }
    claim = reading_selected(reading);
    if (reading->broken_count == 0) {
        Arena *arena = arena_new();
        reading->broken_count = live_break_count(arena, claim);
        arena_free(arena);
    }
    if (reading->broken_count == 0) {
        reading->note = "there is no wrong version of this formula";
        return false;
    }
    size_t at = reading->broken, count = reading->broken_count;
    reading->broken = forward ? at % count + 1 : (at <= 1 ? count : at - 1);
    return true;
}

Claim *reading_undecided(const Reading *reading) {
    const Step *step = step_shown(reading);
    for (size_t i = 0; step != NULL && i < step->block_count; i++) {
        if (step->blocks[i].kind == BLOCK_CLAIM && claim_verdict(step->blocks[i].claim) == NULL) {
            return step->blocks[i].claim;
        }
    }
    const Lesson *lesson = reading->lesson;
    for (size_t i = 0; i < lesson->claim_count; i++) {
        if (claim_verdict(lesson->claims[i]) == NULL) {
            return lesson->claims[i];
        }
    }
    return NULL;
}

/* ---- parameters ---- */

bool reading_change(Reading *reading, Parameter parameter, bool up, bool far) {
    if (!setting_step(&reading->setting, parameter, up, far)) {
        reading->note = up ? "this is the largest value" : "this is the smallest value";
        return false;
    }
    return true;
}

/* ---- work ---- */

Wish reading_wish(const Reading *reading, bool picture) {
    return (Wish){.undecided = reading_undecided(reading),
                  .claim = reading_selected(reading),
                  .broken = reading->broken > 0 ? reading->broken - 1 : BROKEN_NONE,
                  .picture = picture,
                  .setting = reading->setting};
}

bool reading_work(Reading *reading, bool picture) {
    Wish wish = reading_wish(reading, picture);
    bool fresh = session_poll(reading->session, &wish);
    bool noted = reading_save(reading);
    return fresh || noted;
}

static bool has_undecided(const Reading *reading) {
    size_t i = 0;
    while (reading_claim(reading, i) != NULL && claim_verdict(reading_claim(reading, i)) != NULL) {
        i++;
    }
    return reading_claim(reading, i) != NULL;
}

void reading_settle(Reading *reading) {
    while (has_undecided(reading)) {
        (void)reading_work(reading, false);
        session_wait(reading->session);
        (void)reading_work(reading, false);
    }
}

void reading_show_all(Reading *reading) {
    Question *open = reading_open_question(reading);
    for (; open != NULL; open = reading_open_question(reading)) {
        open->done = open->skipped = true;
    }
}

/* ---- progress ---- */

/* The headings of the steps in the notation in which the lesson was written, since they are what
 * progress knows the steps by; the second of the same is "heading (2)". */
static const char *const *step_names(Arena *arena, const Lesson *lesson) {
    bool rewritten = lesson->other != NULL && strcmp(lesson->notation, lesson->also) == 0;
    const Step *steps = rewritten ? lesson->other->steps : lesson->steps;
    const char **names = arena_array(arena, lesson->step_count + 1, sizeof *names);
    for (size_t i = 0; i < lesson->step_count; i++) {
        size_t same = 1;
        for (size_t k = 0; k < i; k++) {
            same += strcmp(steps[k].title, steps[i].title) == 0;
        }
        names[i] =
            same == 1 ? steps[i].title : arena_printf(arena, "%s (%zu)", steps[i].title, same);
    }
    return names;
}

LessonProgress *lesson_progress(Progress *progress, const Lesson *lesson) {
    Arena *arena = arena_new();
    const char *key =
        lesson->number > 0 ? lesson->slug : file_full_path(arena, lesson->source.name);
    LessonProgress *kept =
        progress_lesson(progress, key, step_names(arena, lesson), lesson->step_count);
    arena_free(arena);
    return kept;
}

void lesson_progress_text(Text *out, Progress *progress, const Lesson *lesson) {
    const LessonProgress *kept = lesson_progress(progress, lesson);
    size_t seen = progress_seen(kept);
    if (seen == 0) {
        return;
    }
    text_printf(out, "%zu of %zu steps", seen, kept->steps);
    if (lesson->exercise_count > 0) {
        size_t done = 0;
        for (size_t i = 0; i < lesson->exercise_count; i++) {
            done += progress_state(kept, lesson->exercises[i]->id) == QUESTION_DONE;
        }
        text_printf(out, ", %zu of %zu questions", done, lesson->exercise_count);
    }
}

bool reading_save(Reading *reading) {
    if (reading->progress == NULL) {
        return false;
    }
    for (size_t i = 0; i < reading->question_count; i++) {
        const Question *question = &reading->questions[i];
        progress_answer(reading->progress, reading->kept, question->exercise->id,
                        question->done && !question->skipped, question->skipped);
    }
    if (progress_save(reading->progress) || reading->lost_told) {
        return false;
    }
    reading->lost_told = true;
    reading->note = progress_note(reading->progress);
    return true;
}

void reading_resume(Reading *reading, Progress *progress) {
    reading->progress = progress;
    reading->kept = lesson_progress(progress, reading->lesson);
    for (size_t i = 0; i < reading->question_count; i++) {
        Question *question = &reading->questions[i];
        QuestionState state = progress_state(reading->kept, question->exercise->id);
        question->skipped = state == QUESTION_SKIPPED;
        question->done = question->skipped || state == QUESTION_DONE;
    }
    if (reading->kept->at > 1) {
        reading->step = reading->kept->at - 1;
        reading->resumed = true;
        reading->note = "you stopped here; Home goes to the first step";
    }
    if (progress_note(progress) != NULL) {
        reading->note = progress_note(progress);
    }
    progress_see(reading->kept, reading->step);
}
