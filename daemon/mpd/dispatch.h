/* Executing what a client asked for. Control thread only. */
#ifndef ZC_DISPATCH_H
#define ZC_DISPATCH_H

#include "daemon/mpd/client.h"

/* A line with its end. */
#define ZC_LINE_MAX_BYTES 16384

/* One step of whatever there is to do: a line that came, a line of a command list, a piece of
 * an answer. False if there is nothing. */
bool zc_dispatch_step(struct zc_client *c);

#endif
