/* site.h - what all pages of a site share: the script that typesets, its fonts, the style.
 *
 * KaTeX is Debian's (libjs-katex), copied in so that the site needs no network; Debian has its
 * fonts as .ttf alone, and the copied style names no others. May include base. */
#ifndef EXPLORE_EXPORT_SITE_H
#define EXPLORE_EXPORT_SITE_H

#include "base/arena.h"
#include "base/source.h"
#include "base/text.h"

/* Writes folder/name, and makes the folder. False with *diag. */
bool site_write(Arena *arena, const char *folder, const char *name, const Text *text, Diag *diag);
/* Copies assets/site and KaTeX into the folder. False with *diag, which says what to install. */
bool site_copy_assets(Arena *arena, const char *folder, Diag *diag);

#endif
