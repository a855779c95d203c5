/* Receipts, as zc_played reports them where the daemon was asked to verify. One thread. */
#ifndef ZC_TOOLS_RECEIPT_H
#define ZC_TOOLS_RECEIPT_H

#include <stdbool.h>

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* The receipt is not there yet, but will come. */
bool zc_receipt_pending(const json_t *played);
/* Prints it as lines of the list of played tracks. */
void zc_receipt_print(const json_t *played);
/* Prints it as one line, or as an event; true if verifying failed. */
bool zc_receipt_announce(const struct zc_tool *c, const json_t *played);

/* Waits while receipts are pending, some seconds at most, since the verifier has the lowest
 * priority. `pending` returns how many are pending; 0 or less ends the wait. */
void zc_receipt_wait(int (*pending)(void *ctx), void *ctx);

#endif
