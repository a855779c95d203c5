/* Adds the files that a user named to the queue: all of them or none. One thread. */
#ifndef ZC_TOOLS_ADD_H
#define ZC_TOOLS_ADD_H

#include "tools/common/tool.h"
#include "tools/common/files.h"

struct zc_add {
	struct zc_files files;
	char **names; /* borrows: of files, or over TCP the operands as given */
	int count; /* of names and ids */
	unsigned int *ids; /* owns; the daemon's ids of the names; NULL before zc_add_send */
};

/* Finds the files that the operands name, without asking the daemon. Every operand is checked,
 * so that a person sees all mistakes at once. Over TCP operands are paths below the daemon's
 * music folder, which cannot be checked here. ZC_EXIT_OK or the exit code. */
int zc_add_find(struct zc_tool *c, struct zc_add *a, int count, char **operands);

/* Appends the names to the queue; if the daemon refuses one, all are removed again. ZC_EXIT_OK
 * or the exit code. */
int zc_add_send(struct zc_tool *c, struct zc_add *a);

/* With --json prints {"event": "added", "tracks": [...]}. */
void zc_add_print(const struct zc_tool *c, const struct zc_add *a);

void zc_add_free(struct zc_add *a);

#endif
