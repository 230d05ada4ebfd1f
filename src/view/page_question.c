/* page_question.c - a question, the line on which its answer is typed, and what came of it. */
#include <math.h>
#include <string.h>

#include "session/plain.h"
#include "session/words.h"
#include "view/page_internal.h"

#define PAD 0.7f
#define BAR 0.18f

static FlowStyle colored(const Flow *flow, Color color) {
    FlowStyle style = flow_plain(flow);
    style.color = color;
    return style;
}

static void add_hints(Flow *flow, const Question *question) {
    FlowStyle label = colored(flow, flow->theme->dim), plain = flow_plain(flow);
    label.face = FACE_SERIF_ITALIC;
    for (size_t i = 0; i < question->hints; i++) {
        flow_text(flow, &label, "Hint: ");
        flow_runs(flow, &plain, &question->exercise->hints[i]);
        flow_end(flow, 0.0f);
    }
}

/* The typed line, with a cursor where it is being typed. */
static void add_typed(Flow *flow, const Question *question, bool active) {
    const Theme *theme = flow->theme;
    float size = 0.95f * flow->size, height = 1.9f * flow->size;
    Rect box = {flow->x, flow->y + 0.2f * flow->size, flow->width, height};
    draw_round_rect(flow->list, box, 0.3f * flow->size, active ? theme->accent : theme->line);
    Rect inner = {box.x + 1.5f, box.y + 1.5f, box.width - 3.0f, box.height - 3.0f};
    draw_round_rect(flow->list, inner, 0.28f * flow->size, theme->page);
    draw_clip(flow->list, inner);
    const char *typed = arena_copy(flow->arena, question->typed, question->length);
    const char *before = arena_copy(flow->arena, question->typed, question->cursor);
    float to_cursor = fonts_draw(NULL, flow->fonts, FACE_MONO, size, 0.0f, 0.0f, 0.0f, 0, before);
    float room = inner.width - 1.2f * flow->size;
    float left = inner.x + 0.6f * flow->size - fmaxf(to_cursor - room, 0.0f);
    float baseline = box.y + 1.25f * flow->size;
    Color color = question->answered ? theme->dim : theme->text;
    (void)fonts_draw(flow->list, flow->fonts, FACE_MONO, size, left, baseline, 0.0f, color, typed);
    if (question->length == 0) {
        (void)fonts_draw(flow->list, flow->fonts, FACE_SANS, 0.8f * size, left + 0.4f * size,
                         baseline, 0.0f, theme->dim,
                         "TeX or plain, sqrt(abar_t) x_0; Enter answers, or skips; Tab hints");
    }
    if (active) {
        draw_rect(flow->list,
                  (Rect){left + to_cursor, baseline - 0.8f * size, 0.09f * size, 1.05f * size},
                  theme->accent);
    }
    draw_unclip(flow->list);
    flow->y = box.y + box.height + 0.3f * flow->size;
}

static void add_preview(Flow *flow, const char *typed) {
    const Noad *noad = flow_read_tex(flow, plain_read(flow->arena, typed).tex);
    if (noad != NULL) {
        flow_space(flow, 0.2f);
        (void)flow_display(flow, noad, flow->theme->dim);
        flow_space(flow, 0.3f);
    }
}

static void add_wrong(Flow *flow, const Answer *answer) {
    FlowStyle bad = colored(flow, flow->theme->bad), plain = flow_plain(flow);
    flow_text(flow, &bad, "Not yet");
    const Counterexample *found = answer->counterexample;
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        flow_text(flow, &plain, i == 0 ? ": at " : ", ");
        flow_tex(flow, &plain,
                 arena_printf(flow->arena, "%s = %s", found->assignments[i].tex,
                              found->assignments[i].value));
    }
    if (found != NULL && found->left != NULL && found->right != NULL &&
        strcmp(found->right, "defined") != 0) {
        flow_text(flow, &plain, ": your answer gives ");
        flow_text(flow, &plain, found->right);
        flow_text(flow, &plain, answer->tells_right ? "; right is " : "; that is not it");
        if (answer->tells_right) {
            flow_text(flow, &plain, found->left);
        }
        flow_text(flow, &plain, ".");
    }
    flow_end(flow, 0.0f);
    if (answer->remark != NULL) {
        FlowStyle warn = colored(flow, flow->theme->warn);
        page_words(flow, &warn, answer->remark);
    }
}

static void add_answer(Flow *flow, const Answer *answer) {
    FlowStyle warn = colored(flow, flow->theme->warn);
    switch (answer->kind) {
    case ANSWER_WRONG: add_wrong(flow, answer); break;
    case ANSWER_FORM:
        page_words(flow, &warn, "Not yet: equal to the answer, but in another form.");
        page_words(flow, &warn, answer->remark);
        break;
    case ANSWER_ROUNDED:
        page_words(flow, &warn,
                   "Not yet: right to the digits you typed; the exact form is wanted.");
        break;
    case ANSWER_UNREADABLE:
        page_words(flow, &warn, arena_printf(flow->arena, "Cannot be read: %s", answer->message));
        break;
    case ANSWER_UNDECIDED:
        page_words(flow, &warn, arena_printf(flow->arena, "Not decided: %s", answer->message));
        break;
    case ANSWER_NONE:
    case ANSWER_RIGHT: break;
    }
}

static void add_solution(Flow *flow, const Question *question) {
    FlowStyle style = colored(flow, question->skipped ? flow->theme->warn : flow->theme->good);
    flow_text(flow, &style,
              question->skipped ? "Skipped; the answer is" : "Right; the lesson writes it");
    flow_end(flow, 0.0f);
    flow_space(flow, 0.2f);
    if (question->exercise->answer_noad != NULL) {
        (void)flow_display(flow, question->exercise->answer_noad, flow->theme->text);
    } else {
        FlowStyle plain = flow_plain(flow);
        page_words(flow, &plain, question->exercise->answer);
    }
}

void page_add_question(Layout *layout, const Question *question, bool active) {
    Flow *flow = layout->flow;
    float top = flow->y, left = flow->x, width = flow->width;
    flow->x += PAD * flow->size;
    flow->width -= PAD * flow->size;
    FlowStyle label = flow_plain(flow), plain = label;
    label.face = FACE_SERIF_BOLD;
    flow_text(flow, &label, "Question ");
    flow_runs(flow, &plain, &question->exercise->ask);
    flow_end(flow, 0.0f);
    add_hints(flow, question);
    if (!question->done || question->length > 0) {
        add_typed(flow, question, active);
    }
    if (!question->done && question->length > 0) {
        add_preview(flow, question->typed);
    }
    add_answer(flow, &question->answer);
    if (question->done) {
        add_solution(flow, question);
    }
    flow->x = left;
    flow->width = width;
    Color color = question->done && !question->skipped ? flow->theme->good : flow->theme->warn;
    draw_rect(flow->list, (Rect){left, top, BAR * flow->size, flow->y - top}, color);
    flow_space(flow, 0.8f);
}
