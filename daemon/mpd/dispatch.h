/* Executes what clients ask for: lines, command lists and unfinished answers. The top of the
 * protocol: it calls the command table, and the server is given it as env.dispatch. Control
 * thread only. */
#ifndef ZC_DISPATCH_H
#define ZC_DISPATCH_H

#include <stdbool.h>

struct zc_client;

/* Executes one step: a line of input, a line of a command list, or a piece of an answer. False:
 * there was nothing to do. */
bool zc_dispatch(struct zc_client *c);

#endif
