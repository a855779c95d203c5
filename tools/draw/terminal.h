/* The terminal as a page that is drawn again and again. One thread. */
#ifndef ZC_TERMINAL_H
#define ZC_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/draw/draw.h"

/* What standard output has room for; 80 by 24 where it is no terminal. */
void zc_terminal_size(size_t *columns, size_t *rows);

/* Draws the page over the one that was there; first: over whatever was. False without memory.
 */
bool zc_terminal_draw(const struct zc_draw_data *of, bool first);

#endif
