/* The handlers of all commands, by the file that defines them, and what they share. Control
 * thread only. */
#ifndef ZC_MPD_HANDLERS_H
#define ZC_MPD_HANDLERS_H

#include "daemon/mpd/client.h"
#include "daemon/mpd/idle.h"
#include "daemon/mpd/mpd_args.h"
#include "daemon/mpd/mpd_parse.h"
#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"
#include "daemon/queue/queue.h"

/* Executes a command. The arguments are lent for the call; their count is within the limits of
 * the command table. Returns an enum zc_done. */
typedef int zc_handler(struct zc_client *c, const struct zc_args *a);

/* mpd_playback.c */
zc_handler zc_mpd_play, zc_mpd_playid, zc_mpd_pause, zc_mpd_stop, zc_mpd_next, zc_mpd_previous,
	zc_mpd_seek, zc_mpd_seekid, zc_mpd_seekcur;
/* mpd_options.c */
zc_handler zc_mpd_repeat, zc_mpd_random, zc_mpd_single, zc_mpd_consume, zc_mpd_setvol,
	zc_mpd_getvol, zc_mpd_volume, zc_mpd_crossfade, zc_mpd_replay_gain_mode,
	zc_mpd_replay_gain_status, zc_mpd_outputs, zc_mpd_enableoutput, zc_mpd_disableoutput,
	zc_mpd_toggleoutput;
/* mpd_queue.c */
zc_handler zc_mpd_clear, zc_mpd_delete, zc_mpd_deleteid, zc_mpd_move, zc_mpd_moveid,
	zc_mpd_swap, zc_mpd_swapid, zc_mpd_shuffle, zc_mpd_prio, zc_mpd_prioid;
/* mpd_queue_add.c */
zc_handler zc_mpd_add, zc_mpd_addid;
/* mpd_queue_list.c */
zc_handler zc_mpd_playlist, zc_mpd_playlistinfo, zc_mpd_playlistid, zc_mpd_playlistfind,
	zc_mpd_playlistsearch, zc_mpd_plchanges, zc_mpd_plchangesposid;
/* mpd_status.c */
zc_handler zc_mpd_status, zc_mpd_currentsong, zc_mpd_stats, zc_mpd_clearerror, zc_mpd_idle;
/* mpd_connection.c */
zc_handler zc_mpd_ping, zc_mpd_close, zc_mpd_kill, zc_mpd_password, zc_mpd_binarylimit,
	zc_mpd_tagtypes, zc_mpd_config, zc_mpd_urlhandlers, zc_mpd_decoders, zc_mpd_partition,
	zc_mpd_listpartitions;
/* mpd_files.c */
zc_handler zc_mpd_lsinfo, zc_mpd_listall, zc_mpd_listallinfo, zc_mpd_listfiles,
	zc_mpd_readcomments, zc_mpd_update, zc_mpd_rescan;
/* mpd_picture.c */
zc_handler zc_mpd_albumart, zc_mpd_readpicture;
/* mpd_search.c */
zc_handler zc_mpd_find, zc_mpd_search, zc_mpd_findadd, zc_mpd_searchadd, zc_mpd_searchaddpl;
/* mpd_channels.c */
zc_handler zc_mpd_subscribe, zc_mpd_unsubscribe, zc_mpd_channels, zc_mpd_readmessages,
	zc_mpd_sendmessage;
/* mpd_list.c */
zc_handler zc_mpd_list, zc_mpd_count;
/* mpd_stored.c */
zc_handler zc_mpd_save, zc_mpd_load, zc_mpd_listplaylists, zc_mpd_listplaylist,
	zc_mpd_listplaylistinfo, zc_mpd_rm, zc_mpd_rename, zc_mpd_playlistadd,
	zc_mpd_playlistclear, zc_mpd_playlistdelete, zc_mpd_playlistmove;
/* mpd_incident.c */
zc_handler zc_mpd_zc_incident, zc_mpd_zc_incidents;
/* mpd_metrics.c */
zc_handler zc_mpd_zc_metrics;
/* mpd_zc.c */
zc_handler zc_mpd_zc_status, zc_mpd_zc_played, zc_mpd_zc_devices, zc_mpd_zc_warnings,
	zc_mpd_zc_snapshot, zc_mpd_zc_histograms;

/* mpd_options.c: the volume in percent, or -errno: the device has none. */
int zc_volume(struct zc_server *s);

/* mpd_queue_add.c: appends songs to the queue and moves them to place (NULL: the end). All or
 * none. first_id may be NULL. Returns an enum zc_done. */
int zc_queue_insert(struct zc_client *c, const char *const *uris, uint32_t count,
	const char *place, uint32_t *first_id);

static inline struct zc_queue *
zc_queue_of(const struct zc_client *c)
{
	return c->server->env.queue;
}

#endif
