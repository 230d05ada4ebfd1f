/* junit.c - results as JUnit XML. */
#include "export/junit.h"

#include <math.h>
#include <string.h>

/* What stands where XML 1.0 allows no such character. */
#define REPLACEMENT 0xFFFD

/* Char of XML 1.0, section 2.2; surrogates never come out of utf8_decode. */
static bool is_allowed(uint32_t c) {
    bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    return !control && c != 0xFFFE && c != 0xFFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

/* As content of an element or of an attribute in double quotes. Line ends and tabs are written as
 * references: a reader would make spaces of them in an attribute. ]]> cannot arise. */
static void put_escaped(Text *out, const char *string) {
    size_t length = strlen(string);
    for (size_t at = 0, used = 0; at < length; at += used) {
        uint32_t c = utf8_decode(string + at, length - at, &used);
        c = is_allowed(c) ? c : REPLACEMENT;
        switch (c) {
        case '&': text_append(out, "&amp;"); break;
        case '<': text_append(out, "&lt;"); break;
        case '>': text_append(out, "&gt;"); break;
        case '"': text_append(out, "&quot;"); break;
        case '\t': text_append(out, "&#9;"); break;
        case '\n': text_append(out, "&#10;"); break;
        case '\r': text_append(out, "&#13;"); break;
        default: {
            char bytes[4];
            text_append_bytes(out, bytes, utf8_encode(bytes, c));
        }
        }
    }
}

static void put_attribute(Text *out, const char *name, const char *value) {
    text_printf(out, " %s=\"", name);
    put_escaped(out, value);
    text_append_char(out, '"');
}

static void put_seconds(Text *out, double milliseconds) {
    bool usual = isfinite(milliseconds) && milliseconds >= 0;
    text_printf(out, " time=\"%.6f\"", usual ? milliseconds / 1000 : 0.0);
}

/* The counts and the time that both testsuites and testsuite have. */
static void put_totals(Text *out, const JunitSuite *suites, size_t count) {
    size_t tests = 0, results[JUNIT_SKIPPED + 1] = {0};
    double milliseconds = 0;
    for (size_t i = 0; i < count; i++) {
        tests += suites[i].count;
        for (size_t k = 0; k < suites[i].count; k++) {
            results[suites[i].cases[k].result]++;
            milliseconds += suites[i].cases[k].milliseconds;
        }
    }
    text_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", tests,
                results[JUNIT_FAILED], results[JUNIT_ERROR], results[JUNIT_SKIPPED]);
    put_seconds(out, milliseconds);
}

static void put_case(Text *out, const JunitCase *one) {
    static const char *const ELEMENTS[] = {
        [JUNIT_FAILED] = "failure", [JUNIT_ERROR] = "error", [JUNIT_SKIPPED] = "skipped"};
    text_append(out, "    <testcase");
    put_attribute(out, "classname", one->class_name);
    put_attribute(out, "name", one->name);
    if (one->file != NULL) {
        put_attribute(out, "file", one->file);
    }
    if (one->line > 0) {
        text_printf(out, " line=\"%zu\"", one->line);
    }
    put_seconds(out, one->milliseconds);
    if (one->result == JUNIT_PASSED) {
        text_append(out, "/>\n");
        return;
    }
    text_printf(out, ">\n      <%s", ELEMENTS[one->result]);
    put_attribute(out, "message", one->message != NULL ? one->message : "");
    text_append_char(out, '>');
    put_escaped(out, one->details != NULL ? one->details : "");
    text_printf(out, "</%s>\n    </testcase>\n", ELEMENTS[one->result]);
}

void junit_write(Text *out, const char *name, const JunitSuite *suites, size_t count) {
    text_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    put_attribute(out, "name", name);
    put_totals(out, suites, count);
    text_append(out, ">\n");
    for (size_t i = 0; i < count; i++) {
        text_append(out, "  <testsuite");
        put_attribute(out, "name", suites[i].name);
        put_totals(out, &suites[i], 1);
        text_append(out, ">\n");
        for (size_t k = 0; k < suites[i].count; k++) {
            put_case(out, &suites[i].cases[k]);
        }
        text_append(out, "  </testsuite>\n");
    }
    text_append(out, "</testsuites>\n");
}
