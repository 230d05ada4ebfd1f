/* arb_header.h - Arb's headers, wherever this system keeps them: in FLINT 3 they are FLINT's own;
 * Debian 12 has Arb 2 as a package of its own. */
#ifndef EXPLORE_MATH_ARB_HEADER_H
#define EXPLORE_MATH_ARB_HEADER_H

#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_mat.h>
#else
#include <arb.h>
#include <arb_mat.h>
#endif

#endif
