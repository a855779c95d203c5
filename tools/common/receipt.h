/* Receipts, as zc_played tells them where the daemon was asked to verify. One thread. */
#ifndef ZC_TOOLS_RECEIPT_H
#define ZC_TOOLS_RECEIPT_H

#include <stdbool.h>

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* It will come. */
bool zc_receipt_pending(const json_t *played);
/* As lines of the list of what was played. */
void zc_receipt_print(const json_t *played);
/* As one line, or an event; true if it failed. */
bool zc_receipt_announce(const struct zc_tool *c, const json_t *played);

/* Tries again while receipts are pending, for some seconds at most: the verifier has no
 * priority. look gives how many are, or less than 0 to end it. */
void zc_receipt_wait(int (*pending)(void *ctx), void *ctx);

#endif
