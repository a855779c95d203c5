/* A page on the terminal that is redrawn in place. One thread. */
#ifndef ZC_TERMINAL_H
#define ZC_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/draw/draw.h"

/* The size of the terminal; 80 by 24 where standard output is not one. */
void zc_terminal_size(size_t *columns, size_t *rows);

/* Draws the page over the previous one; first: clears the screen before. False: out of
 * memory. */
bool zc_terminal_draw(const struct zc_draw_data *data, bool first);

#endif
