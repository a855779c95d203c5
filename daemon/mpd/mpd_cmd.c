/* The command table: which commands there are, for whom, with how many arguments. It stands
 * above the handlers, so the commands that list it are here. Control thread only. */
#include "daemon/mpd/mpd_cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static zc_handler list_allowed, list_refused;

/* Sorted by name, for bsearch. */
const struct zc_command zc_commands[] = {
	{ "add", ZC_FOR_ALL, 1, 2, zc_mpd_add },
	{ "addid", ZC_FOR_ALL, 1, 2, zc_mpd_addid },
	{ "addtagid", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "albumart", ZC_FOR_ALL, 2, 2, zc_mpd_albumart },
	{ "binarylimit", ZC_FOR_ALL, 1, 1, zc_mpd_binarylimit },
	{ "channels", ZC_FOR_ALL, 0, 0, zc_mpd_channels },
	{ "clear", ZC_FOR_ALL, 0, 0, zc_mpd_clear },
	{ "clearerror", ZC_FOR_ALL, 0, 0, zc_mpd_clearerror },
	{ "cleartagid", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "close", ZC_FOR_ALL, 0, -1, zc_mpd_close },
	{ "commands", ZC_FOR_ALL, 0, 0, list_allowed },
	{ "config", ZC_FOR_LOCAL, 0, 0, zc_mpd_config },
	{ "consume", ZC_FOR_ALL, 1, 1, zc_mpd_consume },
	{ "count", ZC_FOR_ALL, 1, -1, zc_mpd_count },
	{ "crossfade", ZC_FOR_ALL, 1, 1, zc_mpd_crossfade },
	{ "currentsong", ZC_FOR_ALL, 0, 0, zc_mpd_currentsong },
	{ "decoders", ZC_FOR_ALL, 0, 0, zc_mpd_decoders },
	{ "delete", ZC_FOR_ALL, 1, 1, zc_mpd_delete },
	{ "deleteid", ZC_FOR_ALL, 1, 1, zc_mpd_deleteid },
	{ "delpartition", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "disableoutput", ZC_FOR_ALL, 1, 1, zc_mpd_disableoutput },
	{ "enableoutput", ZC_FOR_ALL, 1, 1, zc_mpd_enableoutput },
	{ "find", ZC_FOR_ALL, 1, -1, zc_mpd_find },
	{ "findadd", ZC_FOR_ALL, 1, -1, zc_mpd_findadd },
	{ "getfingerprint", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "getvol", ZC_FOR_ALL, 0, 0, zc_mpd_getvol },
	{ "idle", ZC_FOR_ALL, 0, -1, zc_mpd_idle },
	{ "kill", ZC_FOR_LOCAL, 0, -1, zc_mpd_kill },
	{ "list", ZC_FOR_ALL, 1, -1, zc_mpd_list },
	{ "listall", ZC_FOR_ALL, 0, 1, zc_mpd_listall },
	{ "listallinfo", ZC_FOR_ALL, 0, 1, zc_mpd_listallinfo },
	{ "listfiles", ZC_FOR_ALL, 0, 1, zc_mpd_listfiles },
	{ "listmounts", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "listneighbors", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "listpartitions", ZC_FOR_ALL, 0, 0, zc_mpd_listpartitions },
	{ "listplaylist", ZC_FOR_ALL, 1, 1, zc_mpd_listplaylist },
	{ "listplaylistinfo", ZC_FOR_ALL, 1, 1, zc_mpd_listplaylistinfo },
	{ "listplaylists", ZC_FOR_ALL, 0, 0, zc_mpd_listplaylists },
	{ "load", ZC_FOR_ALL, 1, 3, zc_mpd_load },
	{ "lsinfo", ZC_FOR_ALL, 0, 1, zc_mpd_lsinfo },
	{ "mixrampdb", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "mixrampdelay", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "mount", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "move", ZC_FOR_ALL, 2, 2, zc_mpd_move },
	{ "moveid", ZC_FOR_ALL, 2, 2, zc_mpd_moveid },
	{ "moveoutput", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "newpartition", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "next", ZC_FOR_ALL, 0, 0, zc_mpd_next },
	{ "notcommands", ZC_FOR_ALL, 0, 0, list_refused },
	{ "outputs", ZC_FOR_ALL, 0, 0, zc_mpd_outputs },
	{ "outputset", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "partition", ZC_FOR_ALL, 1, 1, zc_mpd_partition },
	{ "password", ZC_FOR_ALL, 1, 1, zc_mpd_password },
	{ "pause", ZC_FOR_ALL, 0, 1, zc_mpd_pause },
	{ "ping", ZC_FOR_ALL, 0, 0, zc_mpd_ping },
	{ "play", ZC_FOR_ALL, 0, 1, zc_mpd_play },
	{ "playid", ZC_FOR_ALL, 0, 1, zc_mpd_playid },
	{ "playlist", ZC_FOR_ALL, 0, 0, zc_mpd_playlist },
	{ "playlistadd", ZC_FOR_ALL, 2, 3, zc_mpd_playlistadd },
	{ "playlistclear", ZC_FOR_ALL, 1, 1, zc_mpd_playlistclear },
	{ "playlistdelete", ZC_FOR_ALL, 2, 2, zc_mpd_playlistdelete },
	{ "playlistfind", ZC_FOR_ALL, 1, -1, zc_mpd_playlistfind },
	{ "playlistid", ZC_FOR_ALL, 0, 1, zc_mpd_playlistid },
	{ "playlistinfo", ZC_FOR_ALL, 0, 1, zc_mpd_playlistinfo },
	{ "playlistmove", ZC_FOR_ALL, 3, 3, zc_mpd_playlistmove },
	{ "playlistsearch", ZC_FOR_ALL, 1, -1, zc_mpd_playlistsearch },
	{ "plchanges", ZC_FOR_ALL, 1, 2, zc_mpd_plchanges },
	{ "plchangesposid", ZC_FOR_ALL, 1, 2, zc_mpd_plchangesposid },
	{ "previous", ZC_FOR_ALL, 0, 0, zc_mpd_previous },
	{ "prio", ZC_FOR_ALL, 2, -1, zc_mpd_prio },
	{ "prioid", ZC_FOR_ALL, 2, -1, zc_mpd_prioid },
	{ "random", ZC_FOR_ALL, 1, 1, zc_mpd_random },
	{ "rangeid", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "readcomments", ZC_FOR_ALL, 1, 1, zc_mpd_readcomments },
	{ "readmessages", ZC_FOR_ALL, 0, 0, zc_mpd_readmessages },
	{ "readpicture", ZC_FOR_ALL, 2, 2, zc_mpd_readpicture },
	{ "rename", ZC_FOR_ALL, 2, 2, zc_mpd_rename },
	{ "repeat", ZC_FOR_ALL, 1, 1, zc_mpd_repeat },
	{ "replay_gain_mode", ZC_FOR_ALL, 1, 1, zc_mpd_replay_gain_mode },
	{ "replay_gain_status", ZC_FOR_ALL, 0, 0, zc_mpd_replay_gain_status },
	{ "rescan", ZC_FOR_ALL, 0, 1, zc_mpd_rescan },
	{ "rm", ZC_FOR_ALL, 1, 1, zc_mpd_rm },
	{ "save", ZC_FOR_ALL, 1, 1, zc_mpd_save },
	{ "search", ZC_FOR_ALL, 1, -1, zc_mpd_search },
	{ "searchadd", ZC_FOR_ALL, 1, -1, zc_mpd_searchadd },
	{ "searchaddpl", ZC_FOR_ALL, 2, -1, zc_mpd_searchaddpl },
	{ "seek", ZC_FOR_ALL, 2, 2, zc_mpd_seek },
	{ "seekcur", ZC_FOR_ALL, 1, 1, zc_mpd_seekcur },
	{ "seekid", ZC_FOR_ALL, 2, 2, zc_mpd_seekid },
	{ "sendmessage", ZC_FOR_ALL, 2, 2, zc_mpd_sendmessage },
	{ "setvol", ZC_FOR_ALL, 1, 1, zc_mpd_setvol },
	{ "shuffle", ZC_FOR_ALL, 0, 1, zc_mpd_shuffle },
	{ "single", ZC_FOR_ALL, 1, 1, zc_mpd_single },
	{ "stats", ZC_FOR_ALL, 0, 0, zc_mpd_stats },
	{ "status", ZC_FOR_ALL, 0, 0, zc_mpd_status },
	{ "sticker", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "stop", ZC_FOR_ALL, 0, 0, zc_mpd_stop },
	{ "subscribe", ZC_FOR_ALL, 1, 1, zc_mpd_subscribe },
	{ "swap", ZC_FOR_ALL, 2, 2, zc_mpd_swap },
	{ "swapid", ZC_FOR_ALL, 2, 2, zc_mpd_swapid },
	{ "tagtypes", ZC_FOR_ALL, 0, -1, zc_mpd_tagtypes },
	{ "toggleoutput", ZC_FOR_ALL, 1, 1, zc_mpd_toggleoutput },
	{ "unmount", ZC_FOR_NOBODY, 0, -1, NULL },
	{ "unsubscribe", ZC_FOR_ALL, 1, 1, zc_mpd_unsubscribe },
	{ "update", ZC_FOR_ALL, 0, 1, zc_mpd_update },
	{ "urlhandlers", ZC_FOR_ALL, 0, 0, zc_mpd_urlhandlers },
	{ "volume", ZC_FOR_ALL, 1, 1, zc_mpd_volume },
	{ "zc_devices", ZC_FOR_ALL, 0, 0, zc_mpd_zc_devices },
	{ "zc_histograms", ZC_FOR_ALL, 0, 0, zc_mpd_zc_histograms },
	{ "zc_incident", ZC_FOR_ALL, 1, 1, zc_mpd_zc_incident },
	{ "zc_incidents", ZC_FOR_ALL, 0, 1, zc_mpd_zc_incidents },
	{ "zc_metrics", ZC_FOR_ALL, 0, 0, zc_mpd_zc_metrics },
	{ "zc_played", ZC_FOR_ALL, 0, 1, zc_mpd_zc_played },
	{ "zc_snapshot", ZC_FOR_ALL, 0, 0, zc_mpd_zc_snapshot },
	{ "zc_status", ZC_FOR_ALL, 0, 0, zc_mpd_zc_status },
	{ "zc_warnings", ZC_FOR_ALL, 0, 0, zc_mpd_zc_warnings },
};
const size_t zc_command_count = sizeof(zc_commands) / sizeof(zc_commands[0]);

static bool
is_allowed(const struct zc_client *c, const struct zc_command *cmd)
{
	return cmd->allowed == ZC_FOR_ALL || (cmd->allowed == ZC_FOR_LOCAL && c->local);
}

static int
list_commands(struct zc_client *c, bool allowed)
{
	for (size_t i = 0; i < zc_command_count; i++)
		if (is_allowed(c, &zc_commands[i]) == allowed)
			zc_reply(c, "command: %s\n", zc_commands[i].name);
	return ZC_DONE_OK;
}

static int
list_allowed(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return list_commands(c, true);
}

static int
list_refused(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return list_commands(c, false);
}

static int
by_name(const void *name, const void *cmd)
{
	return strcmp(name, ((const struct zc_command *)cmd)->name);
}

int
zc_command_run(struct zc_client *c, char *line)
{
	const struct zc_command *cmd;
	struct zc_args args;
	struct zc_err err;

	c->command[0] = '\0';
	if (zc_mpd_split(line, &args, &err))
		return zc_ack(c, ZC_ACK_UNKNOWN, "%s", err.text);
	cmd = bsearch(args.name, zc_commands, zc_command_count, sizeof(*cmd), by_name);
	if (!cmd)
		return zc_ack(c, ZC_ACK_UNKNOWN, "unknown command \"%.64s\"", args.name);
	snprintf(c->command, sizeof(c->command), "%s", cmd->name);
	if (cmd->allowed == ZC_FOR_NOBODY)
		return zc_ack(c, ZC_ACK_UNKNOWN,
			"%s is not part of this daemon (see notcommands)", cmd->name);
	if (!is_allowed(c, cmd))
		return zc_ack(c, ZC_ACK_PERMISSION,
			"you don't have permission for \"%s\": it is for clients of the local "
			"socket",
			cmd->name);
	if (args.count < cmd->min_args)
		return zc_ack(c, ZC_ACK_ARG, "too few arguments for \"%s\"", cmd->name);
	if (cmd->max_args >= 0 && args.count > cmd->max_args)
		return zc_ack(c, ZC_ACK_ARG, "too many arguments for \"%s\"", cmd->name);
	return cmd->run(c, &args);
}
