/* Stored playlists. Control thread only. */
#ifndef ZC_MPD_STORED_H
#define ZC_MPD_STORED_H

#include "daemon/mpd/client.h"

/* "playlist:" and "Last-Modified:" of each; nothing where there is no folder. */
void zc_stored_reply_list(struct zc_client *c);

/* Puts URIs into the playlist of that name, made where there is none, at the position in
 * `place` (NULL: the end). An enum zc_done. */
int zc_stored_insert(struct zc_client *c, const char *name, const char *const *uris,
	uint32_t count, const char *place);

#endif
