/* The line: which song is current, what is opened behind it, and what becomes of each song when
 * it ends, fails or is no longer wanted. Invariant: item[k + 1] is what the queue says comes
 * after item[k], or it is retired at the next zc_player_fill_line. Control thread. */
#ifndef ZC_PLAYER_LINE_H
#define ZC_PLAYER_LINE_H

#include "daemon/player/player_state.h"

/* Passes over songs that failed, opens what comes next and retires what no longer does. True:
 * nothing can be opened before the device is known. */
bool zc_player_fill_line(struct zc_player *p);

/* Takes item[k] and all behind it out of the line. */
void zc_player_retire(struct zc_player *p, int k);
/* Makes another song current, or the same from another place: the whole line is retired. 0:
 * none. */
void zc_player_cut(struct zc_player *p, uint32_t song_id, double start_s);
/* Stops; song_id (0: none) is what `play` begins with. */
void zc_player_end(struct zc_player *p, uint32_t song_id);

/* The head of the line played to its end, or could not be played: moves on to the next song, or
 * stops. */
void zc_player_finish_head(struct zc_player *p);
/* Removes a song that was played from the queue if consume says so; single and consume for one
 * song reset themselves. ended: it played to its end, else `next` was asked for. */
void zc_player_song_done(struct zc_player *p, uint32_t song_id, bool ended);

/* The loader has finished an item's job. */
void zc_player_item_loaded(struct zc_player *p, struct zc_item *item);
/* An item of the line cannot be played: it keeps its place, and text says why. */
void zc_player_item_failed(
	struct zc_player *p, struct zc_item *item, int result, const char *text);
/* Sends a retired item that is READY to the loader to be closed. */
void zc_player_item_close(struct zc_player *p, struct zc_item *item);

/* Timer, ctx is the player: gives up files that do not answer. */
void zc_player_expire_files(void *ctx);

#endif
