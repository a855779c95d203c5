/* Stored playlists. Control thread only. */
#ifndef ZC_MPD_STORED_H
#define ZC_MPD_STORED_H

#include "client.h"

/* "playlist:" and "Last-Modified:" of each; nothing where there is no folder. */
void zc_stored_reply_list(struct zc_client *c);

#endif
