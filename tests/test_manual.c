/* test_manual.c - man pages and completions: everything of the tables is in them, and those who
 * read them find no fault. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "app/manual.h"
#include "program_fixture.h"

static bool is_installed(const char *tool) {
    char command[64];
    (void)snprintf(command, sizeof command, "command -v %s >/dev/null", tool);
    return system(command) == 0;
}

/* The text in a file of its own, handed to a command, which finds no fault and says nothing. */
static void expect_silence(const char *command, const Text *text) {
    File file = file_with(text->bytes, text->length);
    char line[512];
    (void)snprintf(line, sizeof line, "test -z \"$(%s '%s' 2>&1)\"", command, file.path);
    int status = system(line);
    if (status != 0) {
        print_error("%s complains\n", command);
    }
    assert_int_equal(status, 0);
    file_remove(&file);
}

/* -W w: every warning; -z: no output but these. */
static void expect_good_page(const Text *page) {
    if (is_installed("groff")) {
        expect_silence("groff -k -Tutf8 -man -ww -z", page);
    } else if (is_installed("man")) {
        expect_silence("LC_ALL=C.UTF-8 man -l --warnings=w -Tutf8 2>&1 >/dev/null", page);
    }
}

/* The name as roff writes it, with its dashes. */
static void expect_named(const Text *page, const char *before, const char *name,
                         const char *after) {
    Text written;
    text_init(&written);
    text_append(&written, before);
    for (const char *c = name; *c != '\0'; c++) {
        text_append(&written, *c == '-' ? "\\" : "");
        text_append_char(&written, *c);
    }
    text_append(&written, after);
    expect_contains(page, written.bytes);
    text_clear(&written);
}

static void test_the_page_names_every_command_and_option(void **state) {
    (void)state;
    Result result = RUN("help", "--man", "explore");
    for (size_t i = 1; i < app_command_count(); i++) {
        expect_named(&result.out, ".B explore ", app_command_at(i)->name, "\\fR ");
    }
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        /* Where a command lists its options a comma or a full stop follows. */
        expect_named(&result.out, "\\fB\\-\\-", option_at(id)->name,
                     option_at(id)->value != NULL ? "\\fR \\fI" : "\\fR\n");
    }
    expect_good_page(&result.out);
    expect(result, 0, ".SH EXIT STATUS", "");
}

/* The names stand in the command's own part of the page, no others do. */
static void test_the_page_lists_each_commands_options_alone(void **state) {
    (void)state;
    Text page, part, name;
    text_init(&page);
    text_init(&part);
    text_init(&name);
    manual_write(&page);
    const char *at = strstr(page.bytes, ".SH COMMANDS");
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        at = strstr(at, ".IP\nOptions:");
        assert_non_null(at);
        text_reset(&part);
        text_append_bytes(&part, at, strcspn(at + 1, "\n") + 1 + strcspn(strchr(at, 'O'), "\n"));
        at += part.length;
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            text_reset(&name);
            for (const char *c = option_at(id)->name; *c != '\0'; c++) {
                text_append(&name, *c == '-' ? "\\" : "");
                text_append_char(&name, *c);
            }
            text_append(&name, "\\fR");
            char written[64];
            (void)snprintf(written, sizeof written, "\\fB\\-\\-%s", name.bytes);
            bool taken = false; /* or another of that name */
            for (size_t other = 0; other < OPTION_COUNT; other++) {
                taken = taken || (strcmp(option_at(id)->name, option_at(other)->name) == 0 &&
                                  command_takes(command, (OptionId)other));
            }
            if ((strstr(part.bytes, written) != NULL) != taken) {
                fail_msg("explore %s, --%s: %s", command->name, option_at(id)->name, part.bytes);
            }
        }
    }
    text_clear(&name);
    text_clear(&part);
    text_clear(&page);
}

/* bash offers a command its own options and no others. */
static void test_bash_has_each_commands_options_alone(void **state) {
    (void)state;
    Text script, wanted;
    text_init(&script);
    text_init(&wanted);
    completion_write(&script, "bash");
    const char *at = script.bytes;
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        text_reset(&wanted);
        text_printf(&wanted, "\n    %s)\n", i == 0 ? "''" : command->name);
        at = strstr(at, wanted.bytes);
        assert_non_null(at);
        text_reset(&wanted);
        text_append(&wanted, "options='");
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            if (command_takes(command, (OptionId)id)) {
                text_printf(&wanted, " --%s", option_at(id)->name);
            }
        }
        text_append(&wanted, "'\n");
        const char *options = strstr(at, "options='");
        assert_non_null(options);
        assert_memory_equal(options, wanted.bytes, wanted.length);
    }
    text_clear(&wanted);
    text_clear(&script);
}

static void test_the_page_on_lessons_is_their_readme(void **state) {
    (void)state;
    Result result = RUN("help", "--man", "explore-lesson");
    expect_contains(&result.out, ".SH \"\\fBsymbols\\fR: what letters mean\"");
    expect_contains(&result.out, "\\fBwrong: TeX :: why\\fR\n");
    expect_contains(&result.out, "\\etilde\\ebeta_t = \\efrac{1\\-");
    /* What opens also closes. */
    size_t opened = 0, closed = 0;
    for (const char *at = result.out.bytes; (at = strstr(at, "\n.nf\n")) != NULL; at++) {
        opened++;
    }
    for (const char *at = result.out.bytes; (at = strstr(at, "\n.fi\n")) != NULL; at++) {
        closed++;
    }
    assert_true(opened > 10);
    assert_int_equal(opened, closed);
    expect_good_page(&result.out);
    expect(result, 0, ".SH SEE ALSO", "");
}

/* How a shell's completions write a name: what stands before it, and after it. */
typedef struct {
    const char *shell, *before_command, *after_command, *before_option, *after_option;
} Writing;

static void expect_part(const Text *text, const char *before, const char *name, const char *after) {
    char part[128];
    (void)snprintf(part, sizeof part, "%s%s%s", before, name, after);
    expect_contains(text, part);
}

static void expect_completion(const Writing *writing) {
    Result result = RUN("help", "--completion", writing->shell);
    for (size_t i = 1; i < app_command_count(); i++) {
        expect_part(&result.out, writing->before_command, app_command_at(i)->name,
                    writing->after_command);
    }
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        expect_part(&result.out, writing->before_option, option_at(id)->name,
                    writing->after_option);
    }
    if (is_installed(writing->shell)) {
        char check[32];
        (void)snprintf(check, sizeof check, "%s -n", writing->shell);
        expect_silence(check, &result.out);
    }
    expect(result, 0, "list --names", "");
}

static void test_every_shell_knows_every_command_and_option(void **state) {
    (void)state;
    static const Writing WRITINGS[] = {{"bash", "    ", ")\n        case", " --", ""},
                                       {"zsh", "        '", ":", "'--", "["},
                                       {"fish", " -a ", " -d ", " -l ", " "}};
    for (size_t i = 0; i < sizeof WRITINGS / sizeof WRITINGS[0]; i++) {
        expect_completion(&WRITINGS[i]);
    }
}

/* What bash offers after these words, in a line. */
static void expect_offer(const char *words, const char *offered, bool there) {
    Result script = RUN("help", "--completion", "bash");
    File file = file_with(script.out.bytes, script.out.length);
    char line[1024];
    (void)snprintf(
        line, sizeof line,
        ". '%s'; compopt() { :; }; COMP_WORDS=(%s %s); COMP_CWORD=$((${#COMP_WORDS[@]} - "
        "1)); _explore %s \"${COMP_WORDS[COMP_CWORD]}\" "
        "\"${COMP_WORDS[COMP_CWORD - 1]}\"; [[ \" ${COMPREPLY[*]} \" == *' %s '* ]]",
        file.path, program(), words, program(), offered);
    const char *const arguments[] = {"bash", "-c", line, NULL};
    pid_t child = 0;
    assert_int_equal(
        posix_spawnp(&child, "bash", NULL, NULL, (char *const *)(uintptr_t)arguments, environ), 0);
    int status = finish(child);
    if ((status == 0) != there) {
        print_error("after '%s', '%s' is%s offered\n", words, offered, there ? " not" : "");
    }
    assert_true((status == 0) == there);
    file_remove(&file);
    drop(&script);
}

static void test_bash_offers_what_fits(void **state) {
    (void)state;
    if (!is_installed("bash")) {
        skip();
    }
    expect_offer("che", "check", true);
    expect_offer("check var", "variances-add", true);
    expect_offer("check --not", "--notation", true);
    expect_offer("check --not", "--frames", false);
    expect_offer("check --notation s", "su", true);
    expect_offer("view f", "forward", true);
    expect_offer("sample --sampler d", "ddim", true);
    /* A lesson's name stands for the command. */
    expect_offer("lesson3 --sch", "--schedule", true);
    expect_offer("lesson3 --sch", "--frames", false);
    expect_offer("lesson3 --theme d", "dark", true);
    expect_offer("--sch", "--schedule", false);
}

/* What the part of a script between two of its lines holds. */
static bool part_holds(const Text *script, const char *from, const char *to, const char *what) {
    const char *start = strstr(script->bytes, from);
    assert_non_null(start);
    const char *end = strstr(start + strlen(from), to), *found = strstr(start, what);
    assert_non_null(end);
    return found != NULL && found < end;
}

/* zsh: the options of `check`, in its own part; and a word that is no command means `lesson`. */
static void test_zsh_has_each_commands_options_in_its_part(void **state) {
    (void)state;
    Text script;
    text_init(&script);
    completion_write(&script, "zsh");
    for (size_t i = 1; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        char from[64], option[64];
        (void)snprintf(from, sizeof from, "\n    %s)\n", command->name);
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            (void)snprintf(option, sizeof option, "'--%s[", option_at(id)->name);
            bool taken = false; /* or another of that name */
            for (size_t other = 0; other < OPTION_COUNT; other++) {
                taken = taken || (strcmp(option_at(id)->name, option_at(other)->name) == 0 &&
                                  command_takes(command, (OptionId)other));
            }
            assert_int_equal(part_holds(&script, from, "\n        ;;\n", option), taken);
        }
    }
    expect_contains(&script, " lesson exercise ");
    expect_contains(&script, "== *\" $words[1] \"* ]] || words[1]=lesson\n");
    text_clear(&script);
}

/* fish: a line for each option of each command, under the command's condition. */
static void test_fish_has_each_commands_options_under_its_condition(void **state) {
    (void)state;
    Text script;
    text_init(&script);
    completion_write(&script, "fish");
    for (size_t i = 1; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        bool rest = strcmp(command->name, "lesson") == 0;
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            char line[128];
            (void)snprintf(line, sizeof line, "'__fish_seen_subcommand_from %s' -l %s ",
                           command->name, option_at(id)->name);
            if (command_takes(command, (OptionId)id)) {
                assert_int_equal(strstr(script.bytes, line) != NULL, !rest);
            }
        }
    }
    expect_contains(&script, "-n 'not __fish_use_subcommand; and not __fish_seen_subcommand_from "
                             "exercise progress ");
    expect_contains(&script, " help' -l schedule -x -a '");
    text_clear(&script);
}

static void test_names_are_listed_alone(void **state) {
    (void)state;
    Result result = RUN("list", "--names");
    assert_true(strncmp(result.out.bytes, "variances-add\n", 14) == 0);
    expect(result, 0, "the-posterior\n", "");
}

static void test_unknown_pages_and_shells_are_refused(void **state) {
    (void)state;
    expect(RUN("help", "--man", "lesson"), 2, "", "there are explore and explore-lesson");
    expect(RUN("help", "--completion", "tcsh"), 2, "", "there are bash, zsh and fish");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_names_every_command_and_option),
        cmocka_unit_test(test_the_page_lists_each_commands_options_alone),
        cmocka_unit_test(test_bash_has_each_commands_options_alone),
        cmocka_unit_test(test_the_page_on_lessons_is_their_readme),
        cmocka_unit_test(test_every_shell_knows_every_command_and_option),
        cmocka_unit_test(test_bash_offers_what_fits),
        cmocka_unit_test(test_zsh_has_each_commands_options_in_its_part),
        cmocka_unit_test(test_fish_has_each_commands_options_under_its_condition),
        cmocka_unit_test(test_names_are_listed_alone),
        cmocka_unit_test(test_unknown_pages_and_shells_are_refused),
    };
    neutral_environment();
    (void)unsetenv("EXPLORE_LESSONS");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
