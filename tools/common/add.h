/* Adding what a user named to the queue: all of it or nothing. One thread. */
#ifndef ZC_TOOLS_ADD_H
#define ZC_TOOLS_ADD_H

#include "tools/common/tool.h"
#include "tools/common/files.h"

struct zc_add {
	struct zc_files files;
	char **names; /* borrows: the files found, or over TCP the operands as given */
	int count; /* of names and ids */
	unsigned int
		*ids; /* owns; of the names, as the daemon numbered them; NULL before send */
};

/* Finds the files that the operands stand for, without talking to the daemon; every operand is
 * looked at, so that a person sees all that is wrong at once. Over TCP they are names below the
 * daemon's music folder, which nothing here can check. ZC_EXIT_OK or the exit code. */
int zc_add_find(struct zc_tool *c, struct zc_add *a, int count, char **operands);

/* Puts the names at the end of the queue; if the daemon refuses one, all are taken out again.
 * ZC_EXIT_OK or the exit code. */
int zc_add_send(struct zc_tool *c, struct zc_add *a);

/* With --json prints {"event": "added", "tracks": [...]}. */
void zc_add_print(const struct zc_tool *c, const struct zc_add *a);

void zc_add_free(struct zc_add *a);

#endif
