/* test_notebook.c - explore export --ipynb: valid cells, stable ids, words that Markdown reads as
 * they were meant, and every claim. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <cjson/cJSON.h>
#include <ctype.h>
#include <sys/stat.h>

#include "base/file.h"
#include "export/notebook.h"
#include "program_fixture.h"

/* Everything that a notebook can hold, and what Markdown or JSON would read as something else. */
static const char LESSON[] =
    "---\ntitle: \"A < B & \\\"C\\\"\"\nsummary: \"Of $a<b$.\"\nnotation: ho\nschedule: "
    "cosine\nsteps: 20\n"
    "sources:\n  - one: \"One & Co\"\n---\n\n"
    "## Step $x_t$\n\nProse with `a|b`, *em*, **strong**, snake\\_case, 3 \\* 4, "
    "[a link](https://example.org/?a=1) and $a<b$.\n\n"
    "2\\. is no list\n\n"
    "- one\n  1. inner\n  2. inner too\n- two\n\n"
    "| head | $t$ |\n|---|---|\n| $p(a|b)$ | `a` |\n\n> quoted\n\n"
    "````\n```\nif (a < b && c)\n```\n````\n\n"
    "### Below\n\n$$ a < b $$\n\n"
    "```claim rows\n1 + 1 &= 2 \\\\\n&= 4 - 2\n"
    "why: by hand\nwhy: as $1 < 2$\nwrong: 1 + 1 = 3 :: not <so>\n```\n\n"
    "```claim alone printed source=\"one, page 3\" expect=fails\n"
    "\\alpha_t = \\beta_t\ncorrected: \\alpha_t = 1 - \\beta_t\n```\n\n"
    "```claim words printed expect=holds\n\xe5\xa6\x82\xe6\x9e\x9c$\\alpha_t + \\beta_t = 1$,"
    "\xe5\x88\x99$\\beta_t = 1 - \\alpha_t$\n```\n\n"
    "```claim code printed expect=unreadable\nbar_x_t = 1\nbecause: code\n```\n\n"
    "```experiment ends\nrun: deviations-add\nasks: Do they add?\nfound: No: "
    "{deviations/variances(t=2)}.\nexpect: deviations/variances(t=2) > 0\n```\n\n"
    "```claim chain expect=fails\n1 + 1 = 2 = 3\n```\n\n"
    "```exercise e\nask: How much is $1<2$?\nanswer: 2\nmistake: 3 :: m\nhint: look\n```\n\n"
    "```scene forward data=mix2\ncaption: A *picture*.\n```\n\n"
    "## Next\n\n```claim with-a-name-that-is-longer-than-the-sixty-four-characters-of-an-id-in-a-"
    "notebook\n2 = 2\n```\n";

/* A lesson with decided claims, and its notebook read back. */
typedef struct {
    Arena *arena;
    const Lesson *lesson;
    Text text;
    cJSON *root;
    const cJSON *cells;
} Fixture;

static void notebook_of(Fixture *fixture, const char *bytes) {
    const LessonOptions options = {NULL};
    CheckOptions check = check_options_default();
    check.samples = 20000;
    Diag diag = {0};
    fixture->arena = arena_new();
    if (lesson_parse(fixture->arena, "here.md", bytes, strlen(bytes), &options, &fixture->lesson,
                     &diag) != LESSON_OK) {
        fail_msg("%zu: %s", diag.at.line, diag.message);
    }
    for (size_t i = 0; i < fixture->lesson->claim_count; i++) {
        (void)claim_decide(fixture->lesson->claims[i], &check);
    }
    const NotebookDef def = {.lesson = fixture->lesson,
                             .seed = check.seed,
                             .checker = "VERDICTS = {}\n",
                             .pictures = "COLORS = 64\n"};
    text_init(&fixture->text);
    assert_true(notebook_write(&fixture->text, &def));
    fixture->root = cJSON_Parse(fixture->text.bytes);
    assert_non_null(fixture->root);
    fixture->cells = cJSON_GetObjectItem(fixture->root, "cells");
    assert_true(cJSON_IsArray(fixture->cells));
}

static void drop_notebook(Fixture *fixture) {
    cJSON_Delete(fixture->root);
    text_clear(&fixture->text);
    arena_free(fixture->arena);
}

static int set_up(void **state) {
    static Fixture fixture;
    notebook_of(&fixture, LESSON);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    drop_notebook(*state);
    return 0;
}

static const char *string_of(const cJSON *object, const char *name) {
    const char *string = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
    assert_non_null(string);
    return string;
}

/* Its lines joined; NULL when there is no cell of that id. */
static const char *source_of(Fixture *fixture, const char *id) {
    const cJSON *cell = NULL, *line = NULL;
    cJSON_ArrayForEach(cell, fixture->cells) {
        if (strcmp(string_of(cell, "id"), id) == 0) {
            const char *joined = "";
            cJSON_ArrayForEach(line, cJSON_GetObjectItem(cell, "source")) {
                joined = arena_printf(fixture->arena, "%s%s", joined, line->valuestring);
            }
            return joined;
        }
    }
    return NULL;
}

/* What nbformat's schema asks for, and that no two cells have one id. */
static void check_cells(const Fixture *fixture) {
    const cJSON *cell = NULL, *line = NULL, *other = NULL;
    assert_int_equal(cJSON_GetNumberValue(cJSON_GetObjectItem(fixture->root, "nbformat")), 4);
    assert_int_equal(cJSON_GetNumberValue(cJSON_GetObjectItem(fixture->root, "nbformat_minor")), 5);
    const cJSON *metadata = cJSON_GetObjectItem(fixture->root, "metadata");
    assert_string_equal(string_of(cJSON_GetObjectItem(metadata, "kernelspec"), "name"), "python3");
    cJSON_ArrayForEach(cell, fixture->cells) {
        const char *id = string_of(cell, "id"), *type = string_of(cell, "cell_type");
        bool code = strcmp(type, "code") == 0;
        assert_true(code || strcmp(type, "markdown") == 0);
        assert_true(cJSON_IsObject(cJSON_GetObjectItem(cell, "metadata")));
        assert_true(!code || cJSON_IsArray(cJSON_GetObjectItem(cell, "outputs")));
        assert_in_range(strlen(id), 1, 64);
        for (const char *at = id; *at != '\0'; at++) {
            assert_true(isalnum((unsigned char)*at) || *at == '-' || *at == '_');
        }
        cJSON_ArrayForEach(other, fixture->cells) {
            assert_true(other == cell || strcmp(string_of(other, "id"), id) != 0);
        }
        const cJSON *lines = cJSON_GetObjectItem(cell, "source");
        assert_true(cJSON_GetArraySize(lines) > 0);
        cJSON_ArrayForEach(line, lines) {
            const char *newline = strchr(line->valuestring, '\n');
            /* Each ends with its own newline, but the last. */
            assert_true(line->next == NULL ? newline == NULL
                                           : newline != NULL && newline[1] == '\0');
        }
    }
}

static void test_cells_are_what_nbformat_asks_for(void **state) {
    check_cells(*state);
}

static void expect_part(Fixture *fixture, const char *id, const char *part) {
    const char *source = source_of(fixture, id);
    if (source == NULL || strstr(source, part) == NULL) {
        fail_msg("cell %s does not hold\n%s\nbut\n%s", id, part, source != NULL ? source : "");
    }
}

static void test_a_notebook_holds_what_the_lesson_says(void **state) {
    static const struct {
        const char *id, *part;
    } parts[] = {
        {"title", "# A &lt; B &amp; \"C\""},
        {"title", "Of $a<b$."},
        {"title", "- One &amp; Co"},
        {"step-1-text-1", "## Step $x_t$\n\n"},
        {"step-1-text-1", "Prose with `a|b`, *em*, **strong**, snake\\_case, 3 \\* 4, "
                          "[a link](https://example.org/?a=1) and $a<b$.\n\n2\\. is no list"},
        {"step-1-text-1", "-   one\n\n    1.  inner\n\n    2.  inner too\n\n-   two\n\n"},
        {"step-1-text-1", "| head | $t$ |\n| --- | --- |\n| $p(a\\vert b)$ | `a` |\n"},
        {"step-1-text-1", "> quoted\n\n````\n```\nif (a < b && c)\n```\n````\n"},
        {"step-1-text-1", "### Below\n\n$$\na < b\n$$"},
        /* Rows without an environment get one. */
        {"claim-rows", "$$\n\\begin{aligned}\n1 + 1 &= 2 \\\\\n&= 4 - 2\n\\end{aligned}\n$$"},
        {"claim-rows", "1. by hand\n2. as $1 < 2$\n"},
        {"claim-rows", "**✔ holds, proved** · `rows`"},
        {"claim-rows", "- $1 + 1 = 3$ *refuted*: not &lt;so&gt;; the two sides are $2$ and $3$"},
        {"claim-alone", "**✘ fails, ball** · `alone` · as printed: One &amp; Co, page 3"},
        {"claim-alone", "at $t = 1$, $\\beta_1 = 0.1$: the two sides are $0.9$ and $0.1$\n"},
        {"claim-chain", "breaks at link 2: $2$ ≠ $3$; the two sides are $2$ and $3$"},
        {"claim-alone", "corrected (holds):\n\n$$\n\\alpha_t = 1 - \\beta_t\n$$"},
        {"claim-words", "\xe5\xa6\x82\xe6\x9e\x9c$\\alpha_t + \\beta_t = 1$,"},
        {"claim-code", "```\nbar_x_t = 1\n```"},
        {"claim-ends", "**Experiment.** Do they add?\n\nNo: "},
        {"claim-ends", "| `deviations/variances(t=2)` | "},
        {"claim-ends", "Run: `deviations-add schedule=linear steps=1000`, seed 1."},
        {"step-1-verdicts", "| `rows` | ✔ holds, proved | proof: proved"},
        {"step-1-verdicts", " | wrong twins: 1 of 1 refuted"},
        {"setup", "VERDICTS = {}"},
        {"setup-pictures", "COLORS = 64"},
        {"schedule", "@along(\"beta\", \"cosine\", 20, False)\n"},
        {"python-rows", "rows"},
        /* The first claim of the step of which there is something to see. */
        {"drawn-alone", "picture(\"alone\",\n        over=\"t\", axis=r\"t\",\n"},
        {"drawn-alone", "schedule=(\"beta\", \"cosine\", 20, False))"},
        {"comparison", "    'rows': 'holds',\n    'alone': 'fails',\n"},
        {"exercise-e", "**Exercise.** How much is $1<2$?"},
        {"exercise-e", "<details><summary>hint</summary>\n\nlook\n\n</details>"},
        {"exercise-e", "<summary>solution</summary>\n\n$$\n2\n$$\n\n- not $3$: m\n\n</details>"},
        {"step-1-text-2", "A *picture*."},
        {"step-1-text-2", "`explore view forward --data mix2`"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        expect_part(*state, parts[i].id, parts[i].part);
    }
}

static void test_every_claim_has_its_cell_and_its_row(void **state) {
    Fixture *fixture = *state;
    size_t cells = 0, rows = 0, drawn = 0;
    const cJSON *cell = NULL;
    cJSON_ArrayForEach(cell, fixture->cells) {
        const char *id = string_of(cell, "id");
        cells += strncmp(id, "claim-", 6) == 0;
        drawn += strncmp(id, "drawn-", 6) == 0;
        if (strstr(id, "-verdicts") != NULL) {
            rows += (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(cell, "source")) - 2;
        }
    }
    assert_int_equal(fixture->lesson->claim_count, 7);
    assert_int_equal(cells, 7);
    assert_int_equal(drawn, 1);
    assert_int_equal(rows, 7);
}

/* The same bytes again, though the clock goes on; and another word at the top leaves the ids of
 * what is below it. */
static void test_a_notebook_is_the_same_twice_and_ids_stay(void **state) {
    Fixture *fixture = *state, again, edited;
    notebook_of(&again, LESSON);
    assert_string_equal(again.text.bytes, fixture->text.bytes);
    drop_notebook(&again);
    const char *more = strstr(LESSON, "Prose with");
    notebook_of(&edited,
                arena_printf(fixture->arena, "%.*sMore. %s", (int)(more - LESSON), LESSON, more));
    assert_int_equal(cJSON_GetArraySize(edited.cells), cJSON_GetArraySize(fixture->cells));
    for (int i = 0; i < cJSON_GetArraySize(edited.cells); i++) {
        assert_string_equal(string_of(cJSON_GetArrayItem(edited.cells, i), "id"),
                            string_of(cJSON_GetArrayItem(fixture->cells, i), "id"));
    }
    drop_notebook(&edited);
}

/* What a notebook of a foreign note looks like: every formula, and one table.  */
static void test_a_note_has_a_notebook_too(void **state) {
    (void)state;
    Fixture note;
    notebook_of(&note, "# A note\n\n$$(a+b)^2 = a^2+b^2$$\n\n$1+1=2$ and $2=2$\n");
    check_cells(&note);
    expect_part(&note, "title", "# A note");
    expect_part(&note, "claim-line-3", "**✘ fails");
    expect_part(&note, "claim-line-5", "$$\n1+1=2\n$$");
    expect_part(&note, "step-0-verdicts", "| `line-3` | ✘ fails");
    drop_notebook(&note);
}

static const char *read_file(Arena *arena, const char *path) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        fail_msg("%s %s", path, why);
    }
    return bytes;
}

static void test_reasons_and_prices_are_words(void **state) {
    (void)state;
    Fixture fixture;
    notebook_of(&fixture,
                "---\nnotation: ho\n---\n\n## s\n\n"
                "```claim c expect=unreadable\n\\frac{1\n```\n\n"
                "```claim d\n1 + 1 = 2\nwrong: 1 = 2 :: 5. between $5 and $6: $a$\n```\n");
    expect_part(&fixture, "claim-c", "line 8, column ");
    expect_part(&fixture, "claim-d", "between \\$5 and \\$6: $a$");
    drop_notebook(&fixture);
}

static void test_the_command_writes_one_for_each_file(void **state) {
    (void)state;
    static const char lesson[] = "---\nnotation: ho\n---\n\n## s\n\n```claim c\n1 = 2\n```\n";
    static const char note[] = "$$1 = 1$$\n";
    Arena *arena = arena_new();
    File files[] = {file_with(lesson, sizeof lesson - 1), file_with(note, sizeof note - 1)};
    const char *folder = arena_printf(arena, "%s/below", files[0].folder);
    const char *path = arena_printf(arena, "%s/note.ipynb", folder);
    /* A claim that is not as expected is told as by `check`. */
    expect(RUN("export", "--ipynb", folder, files[0].path), 1, "1 notebook in", "");
    expect_contains(&(Text){.bytes = (char *)(uintptr_t)read_file(arena, path)}, "fails");
    expect(RUN("export", files[1].path, "--ipynb", folder), 0, "1 notebook in", "");
    expect_contains(&(Text){.bytes = (char *)(uintptr_t)read_file(arena, path)}, "holds");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    file_remove(&files[0]);
    file_remove(&files[1]);
    arena_free(arena);
}

/* The picture of a scene is kept in the notebook: a PNG, in base64. */
static void test_a_notebook_holds_the_pictures_of_its_scenes(void **state) {
    (void)state;
    static const char lesson[] = "---\nnotation: ho\n---\n\n## s\n\nBefore.\n\n"
                                 "```scene forward data=mix2\ncaption: Below it.\n```\n";
    Arena *arena = arena_new();
    File file = file_with(lesson, sizeof lesson - 1);
    const char *path = arena_printf(arena, "%s/note.ipynb", file.folder);
    expect(RUN("export", "--ipynb", file.folder, file.path), 0, "1 notebook in", "");
    cJSON *root = cJSON_Parse(read_file(arena, path));
    assert_non_null(root);
    Fixture fixture = {.arena = arena, .cells = cJSON_GetObjectItem(root, "cells")};
    expect_part(&fixture, "picture-1", "(attachment:picture-1.png)");
    expect_part(&fixture, "picture-1", "Data: mix2");
    const cJSON *cell = NULL, *picture = NULL;
    cJSON_ArrayForEach(cell, fixture.cells) {
        const cJSON *all = cJSON_GetObjectItem(cell, "attachments");
        const cJSON *bundle = cJSON_GetObjectItem(all, "picture-1.png");
        picture = bundle != NULL ? cJSON_GetObjectItem(bundle, "image/png") : picture;
    }
    const char *digits = cJSON_GetStringValue(picture);
    assert_non_null(digits);
    /* The signature of a PNG and the length of its first part, and its last part's. */
    assert_int_equal(strncmp(digits, "iVBORw0KGgoAAAANSUhEUg", 22), 0);
    size_t length = strlen(digits);
    assert_true(length > 5000 && length % 4 == 0);
    assert_int_equal(
        strspn(digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
        length);
    cJSON_Delete(root);
    assert_int_equal(unlink(path), 0);
    file_remove(&file);
    arena_free(arena);
}

/* Where no folder follows it is notebooks-export. */
static void test_the_folder_may_be_left_out(void **state) {
    (void)state;
    expect(RUN("export", "--help"), 0, "--ipynb [FOLDER]", "");
    expect(RUN("export", "lesson99", "--ipynb"), 2, "", "lesson99");
    expect(RUN("export", "lesson99", "--ipynb", "--jobs=1"), 2, "", "lesson99");
    expect(RUN("export", "lesson1", "--ipynb", "/dev/null/x", "--samples=1000"), 3, "",
           "name a folder");
    expect(RUN("export", "lesson1", "--html"), 2, "", "needs a value");
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_what_nbformat_asks_for),
        cmocka_unit_test(test_a_notebook_holds_what_the_lesson_says),
        cmocka_unit_test(test_every_claim_has_its_cell_and_its_row),
        cmocka_unit_test(test_a_notebook_is_the_same_twice_and_ids_stay),
        cmocka_unit_test(test_a_note_has_a_notebook_too),
        cmocka_unit_test(test_reasons_and_prices_are_words),
        cmocka_unit_test(test_the_command_writes_one_for_each_file),
        cmocka_unit_test(test_a_notebook_holds_the_pictures_of_its_scenes),
        cmocka_unit_test(test_the_folder_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
