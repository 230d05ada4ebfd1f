/* test_html.c - explore export --html: pages that are well formed and hold what the lesson says. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <sys/stat.h>

#include "base/file.h"
#include "export/figure.h"
#include "program_fixture.h"

/* Everything a page can hold, and each character that HTML reads as something else. */
static const char LESSON[] =
    "---\ntitle: \"A < B & \\\"C\\\"\"\nsummary: \"Of $a<b$.\"\nnotation: ho\n"
    "sources:\n  - one: \"One & Co\"\n---\n\n"
    "## Step $x_t$\n\nProse with `a<b`, *em*, [a link](https://example.org/?a=1&b=2) and $a<b$.\n\n"
    "- one\n  1. inner\n  2. inner too\n\n     $$ c $$\n- two\n\n4. four\n5. five\n\n<!-- -->\n\n"
    "1. anew\n\n"
    "| head | $t$ |\n|---|---|\n| a & b | 1 |\n\n> quoted\n\n```\nif (a < b && c)\n```\n\n"
    "### Below\n\n$$ a < b $$\n\n"
    "As lessons 7, 1 and 8 show, and Lesson 1, not lesson 12: `rows`, `e`. Lessons 1.\n\n"
    "[beside](02-x.md#y)\n\n"
    "```claim rows\n\\begin{aligned}\n1 + 1 &= 2 \\\\\n&= 4 - 2 \\\\\n&= 8 - 6\n\\end{aligned}\n"
    "why: by hand\nwhy: as $1 < 2$\nwrong: 1 + 1 = 3 :: not <so>\n```\n\n"
    "```claim chain\n1 + 1 = 2 = 4 - 2\nwhy: once\nwhy: twice\nwrong: 1 + 1 = 2 = 5 - 2 :: "
    "odd\n```\n\n"
    "```claim short\n1 + 1 = 2 = 3 - 1\n```\n\n"
    "```claim list\n1 = 2 - 1, 2 = 1 + 1, 3 = 2 + 1\nwhy: both\n```\n\n"
    "```claim alone printed source=\"one, page 3\" expect=fails\n"
    "\\alpha_t &= 1 - \\beta_t^2\ncorrected: \\alpha_t = 1 - \\beta_t\n```\n\n"
    "```claim words printed expect=holds\n\xe5\xa6\x82\xe6\x9e\x9c$\\alpha_t + \\beta_t = 1$,"
    "\xe5\x88\x99$\\beta_t = 1 - \\alpha_t$\n```\n\n"
    "```claim code printed expect=unreadable\nbar_x_t = 1\nbecause: code\n```\n\n"
    "```exercise e\nask: How much is $1<2$?\nanswer: 2\nmistake: 3 :: m\nhint: look\n```\n\n"
    "## Second\n\n```scene forward data=gauss schedule=cosine steps=100 t=30 particles=200 "
    "on=density off=\"histogram chain\"\ncaption: A *picture*.\n```\n";

typedef struct {
    File lesson;
    Arena *arena;
    const char *folder;
} Fixture;

static const char *page(const Fixture *fixture, const char *name) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    const char *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
    if (!file_read(fixture->arena, path, &bytes, &length, &why)) {
        fail_msg("%s %s", path, why);
    }
    return bytes;
}

static int set_up(void **state) {
    static Fixture fixture;
    fixture.lesson = file_with(LESSON, sizeof LESSON - 1);
    fixture.arena = arena_new();
    fixture.folder = arena_printf(fixture.arena, "%s-site/below", fixture.lesson.path);
    Result result = RUN("export", "--html", fixture.folder, fixture.lesson.path, "lesson1");
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "2 pages, errata.html");
    drop(&result);
    *state = &fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    const char *site = arena_printf(fixture->arena, "%s-site", fixture->lesson.path);
    assert_int_equal(nftw(site, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    file_remove(&fixture->lesson);
    arena_free(fixture->arena);
    return 0;
}

/* Elements that are never closed. */
static bool is_void(const char *name) {
    static const char *const names[] = {"meta", "link",   "br",    "hr",
                                        "img",  "source", "input", "!DOCTYPE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_list(const char *name) {
    return strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0;
}

/* Every "<" starts a tag, every "&" a character, elements close in the order in which they
 * opened, and a list holds items and nothing else. Returns how many there are. */
static size_t check_nesting(const char *html) {
    char open[64][16];
    size_t depth = 0, count = 0;
    for (const char *at = strpbrk(html, "<&"); at != NULL; at = strpbrk(at + 1, "<&")) {
        char name[16];
        if (*at == '&') {
            assert_true(sscanf(at, "&%15[a-z];", name) == 1 && at[1 + strlen(name)] == ';');
        } else if (at[1] == '/') {
            assert_int_equal(sscanf(at, "</%15[a-z0-9]>", name), 1);
            assert_true(depth > 0);
            assert_string_equal(name, open[--depth]);
        } else {
            assert_int_equal(sscanf(at, "<%15[!a-zA-Z0-9]", name), 1);
            count++;
            if (depth > 0 && is_list(open[depth - 1])) {
                assert_string_equal(name, "li");
            }
            if (!is_void(name)) {
                assert_true(depth < 64);
                memcpy(open[depth++], name, sizeof name);
            }
        }
    }
    assert_int_equal(depth, 0);
    return count;
}

static const char *own_stem(const Fixture *fixture) {
    const char *name = strrchr(fixture->lesson.path, '/') + 1;
    return arena_printf(fixture->arena, "%.*s", (int)strcspn(name, "."), name);
}

static const char *own_page(const Fixture *fixture) {
    return page(fixture, arena_printf(fixture->arena, "%s.html", own_stem(fixture)));
}

static void test_pages_are_well_formed(void **state) {
    const Fixture *fixture = *state;
    assert_true(check_nesting(own_page(fixture)) > 80);
    assert_true(check_nesting(page(fixture, "01-variances-add.html")) > 300);
    assert_true(check_nesting(page(fixture, "index.html")) > 10);
}

static void test_a_page_holds_what_the_lesson_says(void **state) {
    const Fixture *fixture = *state;
    static const char *const parts[] = {
        "<h1>A &lt; B &amp; &quot;C&quot;</h1>",
        "<p class=\"summary\">Of <span class=\"tex\">a&lt;b</span>.</p>",
        "<h2 tabindex=\"-1\">Step <span class=\"tex\">x_t</span></h2>",
        "<code>a&lt;b</code>",
        "<em>em</em>",
        "href=\"https://example.org/?a=1&amp;b=2\"",
        "<ul>\n<li>one<ol>\n<li>inner</li>\n<li>inner too<div class=\"formula\">",
        "</div>\n</li>\n</ol>\n</li>\n<li>two</li>\n</ul>\n<ol start=\"4\">\n<li>four</li>\n"
        "<li>five</li>\n</ol>\n<ol>\n<li>anew</li>\n</ol>",
        "<th>head</th><th><span class=\"tex\">t</span></th>",
        "<td>a &amp; b</td>",
        "<blockquote>quoted</blockquote>",
        "if (a &lt; b &amp;&amp; c)",
        "<h3>Below</h3>",
        "<article class=\"claim holds\" id=\"rows\">",
        "<li>as <span class=\"tex\">1 &lt; 2</span></li>",
        "not &lt;so&gt;",
        /* Rows as they were set, and a chain with reasons one relation a line; the number of
         * relations up to each. Nothing else is parted. */
        "data-links=\"1 2 3\">\\begin{aligned}\n1 + 1 &amp;= 2 \\\\\n",
        "data-links=\"1 2\">\\begin{aligned}1 + 1  &amp; = 2 \\\\ &amp; = 4 - 2\\end{aligned}",
        "<span class=\"tex display\">1 + 1 = 2 = 3 - 1</span>",
        "<span class=\"tex display\">1 = 2 - 1, 2 = 1 + 1, 3 = 2 + 1</span>",
        "<article class=\"claim fails printed\" id=\"alone\">",
        /* Rows without an environment get one. */
        "\\begin{aligned}\\alpha_t &amp;= 1 - \\beta_t^2\\end{aligned}",
        "corrected (holds)",
        "One &amp; Co, page 3",
        "\xe5\xa6\x82\xe6\x9e\x9c<span class=\"tex\">\\alpha_t + \\beta_t = 1</span>,",
        "<pre class=\"formula\">bar_x_t = 1</pre>",
        "<article class=\"exercise\" id=\"e\">",
        "<summary>solution</summary>",
        /* Numbers of lessons that are here lead to them, and ids to what they name. */
        "As lessons 7, <a href=\"01-variances-add.html\">1</a> and 8 show, and "
        "<a href=\"01-variances-add.html\">Lesson 1</a>, not lesson 12: ",
        "#rows\"><code>rows</code></a>, ",
        "#e\"><code>e</code></a>. Lessons <a href=\"01-variances-add.html\">1</a>.",
        "<a href=\"02-x.html#y\">beside</a>",
        "<section id=\"step-2\">",
        "<li><a href=\"#step-2\">Second</a></li>",
        "likely slip: ",
        "explore view forward --data gauss --schedule cosine -T 100 --at 30 --on density "
        "--off histogram,chain</code>",
        "Data: gauss. t = 30 of 100.\"></picture>",
    };
    const char *html = own_page(fixture);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(html, parts[i]) == NULL) {
            fail_msg("the page does not hold %s", parts[i]);
        }
    }
}

static void test_pages_lead_to_each_other(void **state) {
    const Fixture *fixture = *state;
    assert_non_null(strstr(own_page(fixture), "rel=\"next\" href=\"01-variances-add.html\""));
    assert_non_null(strstr(page(fixture, "01-variances-add.html"), "rel=\"prev\""));
    assert_non_null(strstr(page(fixture, "index.html"), "href=\"01-variances-add.html\""));
}

/* Width and height as the file's header says. */
static void check_picture(const Fixture *fixture, const char *name, const char **bytes,
                          size_t *length) {
    static const unsigned char start[] = {0x89, 'P', 'N', 'G'};
    const char *why = NULL, *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
    if (!file_read(fixture->arena, path, bytes, length, &why)) {
        fail_msg("%s %s", path, why);
    }
    const unsigned char *header = (const unsigned char *)*bytes;
    assert_true(*length > 2000 && memcmp(header, start, sizeof start) == 0);
    assert_int_equal((header[18] << 8) + header[19], FIGURE_WIDTH);
    assert_int_equal((header[22] << 8) + header[23], FIGURE_HEIGHT);
}

/* In the page and on the disk; the two are not one picture. */
static void test_a_scene_has_a_light_and_a_dark_picture(void **state) {
    const Fixture *fixture = *state;
    static const char *const themes[FIGURE_THEMES] = {"light", "dark"};
    const char *bytes[FIGURE_THEMES];
    size_t lengths[FIGURE_THEMES];
    for (size_t i = 0; i < FIGURE_THEMES; i++) {
        const char *name =
            arena_printf(fixture->arena, "pictures/%s-1-%s.png", own_stem(fixture), themes[i]);
        assert_non_null(strstr(own_page(fixture), name));
        check_picture(fixture, name, &bytes[i], &lengths[i]);
    }
    assert_true(lengths[0] != lengths[1] || memcmp(bytes[0], bytes[1], lengths[0]) != 0);
    assert_null(strstr(own_page(fixture), "class=\"film\"")); /* there is none unless asked for */
}

/* Where a wrong form breaks is said in the words of the terminal, values as they are. */
static void test_a_wrong_form_shows_where_it_breaks(void **state) {
    const char *html = own_page(*state);
    assert_non_null(strstr(html, "the two sides are <b>2</b> and <b>3</b>"));
    assert_non_null(strstr(html, "<p class=\"where\">breaks at link 2: "));
}

/* What fails and is quoted, with its likely slip and as it holds; nothing else. */
static void test_the_errata_list_what_is_printed_and_fails(void **state) {
    const Fixture *fixture = *state;
    const char *html = page(fixture, "errata.html");
    assert_true(check_nesting(html) > 40);
    const char *row = strstr(html, "<tr data-document=\"One &amp; Co\" data-kind=\"fails\"");
    assert_non_null(row);
    const char *const parts[] = {"#alone\">alone</a>", "One &amp; Co, page 3",
                                 "\\alpha_t &amp;= 1 - \\beta_t^2", "class=\"where\">at ",
                                 "\\alpha_t = 1 - \\beta_t</span>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(row, parts[i]) == NULL) {
            fail_msg("the row does not hold %s", parts[i]);
        }
    }
    assert_null(strstr(html, "#words"));
    assert_null(strstr(html, "#rows"));
    assert_non_null(strstr(html, "<form class=\"filters\" hidden>"));
    assert_non_null(strstr(html, "<option value=\"One &amp; Co\">"));
    assert_non_null(strstr(page(fixture, "index.html"), "href=\"errata.html\""));
}

/* The page asks for nothing that is not in the folder, and for nothing from a network. */
static void test_the_site_has_all_it_needs(void **state) {
    const Fixture *fixture = *state;
    const char *const files[] = {"page.css", "page.js", "katex/katex.min.js",
                                 "katex/katex.min.css"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_true(strlen(page(fixture, files[i])) > 100);
    }
    size_t fonts = 0;
    for (const char *at = page(fixture, "katex/katex.min.css"); (at = strstr(at, "url(")) != NULL;
         at++) {
        char name[64];
        struct stat status;
        assert_int_equal(sscanf(at, "url(%63[^)])", name), 1);
        const char *path = arena_printf(fixture->arena, "%s/katex/%s", fixture->folder, name);
        assert_int_equal(stat(path, &status), 0);
        fonts++;
    }
    assert_true(fonts >= 20);
}

/* A page of a note has its formulas. A link runs nothing, and a claim that is not as expected is
 * told as by `check`. */
static void test_notes_links_and_what_is_not_as_expected(void **state) {
    const Fixture *fixture = *state;
    static const char note[] = "# A note\n\n$$(a+b)^2 = a^2+b^2$$\n";
    static const char lesson[] = "---\nnotation: ho\n---\n\n## s\n\n[run](javascript:alert(1)) "
                                 "[stay](other.html)\n\n```claim c\n1 = 2\n```\n";
    File files[] = {file_with(note, sizeof note - 1), file_with(lesson, sizeof lesson - 1)};
    expect(RUN("export", "--html", fixture->folder, files[0].path), 1, "1 page, errata.html and",
           "");
    const char *html = own_page(fixture);
    assert_true(check_nesting(html) > 10);
    assert_non_null(strstr(html, "<article class=\"claim fails\" id=\"line-3\">"));
    expect(RUN("export", "--html", fixture->folder, files[1].path), 1, "1 page, errata.html and",
           "");
    html = own_page(fixture);
    assert_null(strstr(html, "javascript"));
    assert_non_null(strstr(html, "run <a href=\"other.html\">stay</a>"));
    file_remove(&files[0]);
    file_remove(&files[1]);
}

static void put_file(const char *path, const char *bytes) {
    Arena *arena = arena_new();
    const char *why = NULL;
    assert_true(file_make_folder_of(arena, path, FOLDER_PRIVATE, &why));
    assert_true(file_write(arena, path, bytes, strlen(bytes), &why));
    arena_free(arena);
}

/* One file's page must not take the place of another's, nor of the pages that every site has. */
static void test_pages_of_one_name_are_refused(void **state) {
    const Fixture *fixture = *state;
    static const struct {
        const char *names[2], *message;
    } CASES[] = {{{"a/index.md", NULL}, "index.html, which the site has already"},
                 {{"a/errata.md", NULL}, "errata.html, which the site has already"},
                 {{"a/x.md", "b/x.md"}, "would be one file"}};
    File file = file_with("", 0);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *paths[2] = {NULL, NULL};
        for (size_t k = 0; k < 2 && CASES[i].names[k] != NULL; k++) {
            paths[k] = arena_printf(fixture->arena, "%s/%s", file.folder, CASES[i].names[k]);
            put_file(paths[k], "$$1 = 1$$\n");
        }
        expect(RUN("export", "--html", fixture->folder, paths[0], paths[1]), 2, "",
               CASES[i].message);
        for (size_t k = 0; k < 2 && paths[k] != NULL; k++) {
            assert_int_equal(unlink(paths[k]), 0);
        }
    }
    assert_int_equal(rmdir(arena_printf(fixture->arena, "%s/a", file.folder)), 0);
    assert_int_equal(rmdir(arena_printf(fixture->arena, "%s/b", file.folder)), 0);
    file_remove(&file);
}

/* "1.2-x.md" and "1.3-x.md" have pictures of their own. */
static void test_a_dot_in_a_name_stays(void **state) {
    const Fixture *fixture = *state;
    File file = file_with("", 0);
    const char *path = arena_printf(fixture->arena, "%s/week1.2.md", file.folder);
    put_file(path,
             "---\nnotation: ho\n---\n\n## s\n\n```scene forward data=gauss particles=100\n```\n");
    expect(RUN("export", "--html", fixture->folder, path), 0, "1 page", "");
    assert_non_null(strstr(page(fixture, "week1.2.html"), "src=\"pictures/week1.2-1-light.png\""));
    assert_int_equal(unlink(path), 0);
    file_remove(&file);
}

/* Where a formula cannot be read is said as in the terminal; and two prices are no formula. */
static void test_reasons_and_prices_are_words(void **state) {
    const Fixture *fixture = *state;
    static const char lesson[] = "---\nnotation: ho\n---\n\n## s\n\n"
                                 "```claim c expect=unreadable\n\\frac{1\n```\n\n"
                                 "```claim d\n1 + 1 = 2\n"
                                 "wrong: 1 = 2 :: between $5 and $6, and \\$7: $1+1$\n```\n";
    File file = file_with(lesson, sizeof lesson - 1);
    expect(RUN("export", "--html", fixture->folder, file.path), 0, "1 page", "");
    const char *html = own_page(fixture);
    assert_non_null(strstr(html, "<p>line 8, column "));
    assert_non_null(strstr(html, "between $5 and $6, and $7: <span class=\"tex\">1+1</span>"));
    file_remove(&file);
}

static void test_wrong_use_says_what_to_do(void **state) {
    expect(RUN("export"), 2, "", "--html FOLDER");
    expect(RUN("export", "--html", "/dev/null/x", "lesson1"), 3, "", "name a folder");
    expect(RUN("export", "--html", "x", "lesson99"), 2, "", "lesson99");
    static const char lesson[] = "---\nnotation: ho\n---\n\n## s\n\n```scene nosuch\n```\n";
    File file = file_with(lesson, sizeof lesson - 1);
    const Fixture *fixture = *state;
    expect(RUN("export", "--html", fixture->folder, file.path), 3, "", "no picture `nosuch`");
    file_remove(&file);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_are_well_formed),
        cmocka_unit_test(test_a_page_holds_what_the_lesson_says),
        cmocka_unit_test(test_pages_lead_to_each_other),
        cmocka_unit_test(test_a_scene_has_a_light_and_a_dark_picture),
        cmocka_unit_test(test_a_wrong_form_shows_where_it_breaks),
        cmocka_unit_test(test_the_errata_list_what_is_printed_and_fails),
        cmocka_unit_test(test_the_site_has_all_it_needs),
        cmocka_unit_test(test_notes_links_and_what_is_not_as_expected),
        cmocka_unit_test(test_pages_of_one_name_are_refused),
        cmocka_unit_test(test_a_dot_in_a_name_stays),
        cmocka_unit_test(test_reasons_and_prices_are_words),
        cmocka_unit_test(test_wrong_use_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
