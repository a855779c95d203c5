/* Adding what a user named to the queue: all of it or nothing. One thread. */
#ifndef ZC_ZCCTL_ADD_H
#define ZC_ZCCTL_ADD_H

#include "tools/common/tool.h"
#include "tools/common/files.h"

struct zcctl_add {
	struct zcctl_files files;
	char **names; /* borrows: the files found, or over TCP the operands as given */
	int count; /* of names and ids */
	unsigned int
		*ids; /* owns; of the names, as the daemon numbered them; NULL before send */
};

/* Finds the files that the operands stand for, without talking to the daemon; every operand is
 * looked at, so that a person sees all that is wrong at once. Over TCP they are names below the
 * daemon's music folder, which nothing here can check. ZCCTL_OK or the exit code. */
int zcctl_add_find(struct zcctl *c, struct zcctl_add *a, int count, char **operands);

/* Puts the names at the end of the queue; if the daemon refuses one, all are taken out again.
 * ZCCTL_OK or the exit code. */
int zcctl_add_send(struct zcctl *c, struct zcctl_add *a);

/* With --json prints {"event": "added", "tracks": [...]}. */
void zcctl_add_print(const struct zcctl *c, const struct zcctl_add *a);

void zcctl_add_free(struct zcctl_add *a);

#endif
