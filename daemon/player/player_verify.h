/* Receipts for what was played, if the configuration asks for them. The verifier is started
 * with the first device that is opened then. A track's record is kept at once; its receipt is
 * added when it comes, since the verifier is slow on a busy machine. Control thread. */
#ifndef ZC_PLAYER_VERIFY_H
#define ZC_PLAYER_VERIFY_H

#include "daemon/player/player_state.h"

/* The verifier is to read along in sink, which is about to go to the engine. */
void zc_player_verify_sink(struct zc_player *p, struct zc_sink *sink);
/* The item's track is about to go to the engine. */
void zc_player_verify_begin(struct zc_player *p, struct zc_item *item);
/* It came back, or will never go; result and frame as in ZC_EV_TRACK_BACK. */
void zc_player_verify_end(
	struct zc_player *p, struct zc_item *item, int result, uint64_t frame);
/* Collects the receipts that come within a second, and gives up the others. */
void zc_player_verify_free(struct zc_player *p);

#endif
