/* memory.h - what is done when the system has no memory left: the program ends with a message. */
#ifndef EXPLORE_BASE_MEMORY_H
#define EXPLORE_BASE_MEMORY_H

#include <stddef.h>

/* Exit status when memory runs out: EX_OSERR of sysexits.h, so that no script takes it for a
 * verdict. */
#define MEMORY_EXIT_STATUS 71

/* size bytes, zeroed; ends the program with a message when there are none. size > 0. */
void *memory_zeroed(size_t size);
/* realloc that ends the program in the same way; size > 0. */
void *memory_resize(void *block, size_t size);
/* a + b and a * b; end the program as if memory had run out when the result does not fit. */
size_t memory_sum(size_t a, size_t b);
size_t memory_product(size_t a, size_t b);

#endif
