/* theme.c - the table of themes. Data colours: Okabe and Ito, "Color universal design", 2008. */
#include "draw/theme.h"

#include <string.h>

#define OKABE_ORANGE 0xFFE69F00u
#define OKABE_SKY 0xFF56B4E9u
#define OKABE_GREEN 0xFF009E73u
#define OKABE_YELLOW 0xFFF0E442u
#define OKABE_BLUE 0xFF0072B2u
#define OKABE_VERMILION 0xFFD55E00u
#define OKABE_PURPLE 0xFFCC79A7u

/* On white a line needs the darker ones of the eight, on black the lighter ones. */
static const Theme themes[] = {
    {.name = "light",
     .doc = "dark on warm white",
     .page = 0xFFFDFCF9u,
     .panel = 0xFFF2F0EAu,
     .text = 0xFF1B1B1Bu,
     .dim = 0xFF63615Cu,
     .line = 0xFFC9C5BBu,
     .accent = OKABE_BLUE,
     .good = 0xFF00704Fu,
     .bad = 0xFFB03A00u,
     .warn = 0xFF8A5F00u,
     .exact = 0xFF1B1B1Bu,
     .simulated = OKABE_BLUE,
     .wrong = OKABE_VERMILION,
     .series = {OKABE_BLUE, OKABE_VERMILION, OKABE_GREEN, OKABE_PURPLE, OKABE_ORANGE, OKABE_SKY},
     .heat = {0xFFFDFCF9u, 0xFF8DBAD6u, 0xFF0B3C5Du}},
    {.name = "dark",
     .doc = "light on near black",
     .dark = true,
     .page = 0xFF16181Bu,
     .panel = 0xFF202327u,
     .text = 0xFFECEAE4u,
     .dim = 0xFFA3A099u,
     .line = 0xFF454A50u,
     .accent = OKABE_SKY,
     .good = 0xFF3ECF9Fu,
     .bad = 0xFFFF8A4Du,
     .warn = OKABE_ORANGE,
     .exact = 0xFFECEAE4u,
     .simulated = OKABE_SKY,
     .wrong = 0xFFFF8A4Du,
     .series = {OKABE_SKY, 0xFFFF8A4Du, 0xFF3ECF9Fu, OKABE_PURPLE, OKABE_ORANGE, OKABE_YELLOW},
     .heat = {0xFF16181Bu, 0xFF1F6F9Eu, 0xFFF0E442u}},
    {.name = "contrast",
     .doc = "black on white, for a weak projector",
     .page = 0xFFFFFFFFu,
     .panel = 0xFFFFFFFFu,
     .text = 0xFF000000u,
     .dim = 0xFF333333u,
     .line = 0xFF666666u,
     .accent = 0xFF004C8Cu,
     .good = 0xFF005A3Cu,
     .bad = 0xFF9C2B00u,
     .warn = 0xFF6B4700u,
     .exact = 0xFF000000u,
     .simulated = 0xFF0060A8u,
     .wrong = 0xFFC24800u,
     .series = {0xFF0060A8u, 0xFFC24800u, 0xFF006B4Au, 0xFFA6427Bu, 0xFF9A6A00u, 0xFF2A7FB8u},
     .heat = {0xFFFFFFFFu, 0xFF6AA7D6u, 0xFF00203Fu}},
    {.name = "contrast-dark",
     .doc = "white on black, for a dark room",
     .dark = true,
     .page = 0xFF000000u,
     .panel = 0xFF000000u,
     .text = 0xFFFFFFFFu,
     .dim = 0xFFCFCFCFu,
     .line = 0xFF9A9A9Au,
     .accent = 0xFF7CCBFFu,
     .good = 0xFF4DF0B8u,
     .bad = 0xFFFF9A5Cu,
     .warn = 0xFFFFC233u,
     .exact = 0xFFFFFFFFu,
     .simulated = 0xFF7CCBFFu,
     .wrong = 0xFFFF9A5Cu,
     .series = {0xFF7CCBFFu, 0xFFFF9A5Cu, 0xFF4DF0B8u, 0xFFF0A8CFu, 0xFFFFC233u, OKABE_YELLOW},
     .heat = {0xFF000000u, 0xFF2E86C1u, 0xFFFFF38Au}},
};

#define THEMES (sizeof themes / sizeof themes[0])

size_t theme_count(void) {
    return THEMES;
}

const Theme *theme_at(size_t i) {
    return &themes[i];
}

const Theme *theme_find(const char *name) {
    for (size_t i = 0; i < THEMES; i++) {
        if (strcmp(themes[i].name, name) == 0) {
            return &themes[i];
        }
    }
    return NULL;
}

Color theme_heat(const Theme *theme, float share) {
    float at = share >= 0.0f ? (share <= 1.0f ? share * 2.0f : 2.0f) : 0.0f;
    return at <= 1.0f ? color_mix(theme->heat[0], theme->heat[1], at)
                      : color_mix(theme->heat[1], theme->heat[2], at - 1.0f);
}
