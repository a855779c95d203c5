/* Stored playlists, for other commands. Control thread only. */
#ifndef ZC_MPD_STORED_H
#define ZC_MPD_STORED_H

#include "daemon/mpd/client.h"

/* Appends "playlist:" and "Last-Modified:" for each stored playlist; nothing if there is no
 * playlist directory. */
void zc_stored_reply_list(struct zc_client *c);

/* Inserts URIs into the playlist of that name at the position `place` (NULL: the end); creates the
 * playlist if there is none. Returns an enum zc_done. */
int zc_stored_insert(struct zc_client *c, const char *name, const char *const *uris,
	uint32_t count, const char *place);

#endif
