#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/daemon/mpd/protocol_rig.h"

static void
the_library(void)
{
	static const struct rig_row rows[] = {
		{ "lsinfo", A_WAV B_WAV "directory: sub\nLast-Modified: ~\nOK" },
		{ "lsinfo /", A_WAV B_WAV "directory: sub\nLast-Modified: ~\nOK" },
		{ "lsinfo sub", "file: sub/c.wav\n" C_TAGS "OK" },
		{ "lsinfo sub/", "file: sub/c.wav\n" C_TAGS "OK" },
		{ "lsinfo a.wav", A_WAV "OK" },
		{ "lsinfo nosuch", "ACK [50@0] {lsinfo} nosuch: no such file or folder in the "
				   "music directory" },
		{ "lsinfo ..", "ACK [50@0] {lsinfo} ..: not a plain path" },
		{ "listall", "file: a.wav\nfile: b.wav\ndirectory: sub\nfile: sub/c.wav\nOK" },
		{ "listall sub", "file: sub/c.wav\nOK" },
		{ "listallinfo", A_WAV B_WAV
			"directory: sub\nLast-Modified: ~\nfile: sub/c.wav\n" C_TAGS "OK" },
		{ "listfiles sub", "file: c.wav\nsize: ~\nLast-Modified: ~\n"
				   "file: note.txt\nsize: 0\nLast-Modified: ~\nOK" },
		{ "find artist Foo", "file: sub/c.wav\n" C_TAGS "OK" },
		{ "find artist foo", "OK" },
		{ "search artist fo", "file: sub/c.wav\n" C_TAGS "OK" },
		{ "find \"((artist == \\\"Foo\\\") AND (title contains \\\"a\\\"))\"",
			"file: sub/c.wav\n" C_TAGS "OK" },
		{ "find \"(!(artist == \\\"Foo\\\"))\" window 1:2", B_WAV "OK" },
		{ "find \"(base \\\"\\\")\" sort -Last-Modified window 3:", "OK" },
		{ "find \"(base \\\"sub\\\")\" sort title", "file: sub/c.wav\n" C_TAGS "OK" },
		{ "find artist", "ACK [2@0] {find} Incorrect number of filter arguments" },
		{ "find foo bar", "ACK [2@0] {find} Unknown filter type: foo" },
		{ "find artist x sort nosuch", "ACK [2@0] {find} Unknown sort tag: nosuch" },
		{ "list artist", "Artist: \nArtist: Foo\nOK" },
		{ "list title group artist", "Artist: \nTitle: \nArtist: Foo\nTitle: Bar\nOK" },
		{ "list title artist Foo", "Title: Bar\nOK" },
		{ "list nosuch", "ACK [2@0] {list} Unknown tag type: nosuch" },
		{ "count artist Foo", "songs: 1\nplaytime: 0\nOK" },
		{ "count artist nobody", "songs: 0\nplaytime: 0\nOK" },
		{ "count \"(base \\\"\\\")\" group artist",
			"Artist: \nsongs: 2\nplaytime: 3\nArtist: Foo\nsongs: 1\nplaytime: "
			"0\nOK" },
		{ "findadd artist Foo", "OK" },
		{ "searchadd file .wav sort title position 0", "OK" },
		{ "playlist", "0:file: a.wav\n1:file: b.wav\n2:file: sub/c.wav\n"
			      "3:file: sub/c.wav\nOK" },
		{ "playlistfind title Bar", "file: sub/c.wav\n" C_TAGS "Pos: 2\nId: 4\n"
					    "file: sub/c.wav\n" C_TAGS "Pos: 3\nId: 1\nOK" },
		{ "playlistsearch file A.W", A_WAV "Pos: 0\nId: 2\nOK" },
		{ "playlistinfo 1:2", B_WAV "Pos: 1\nId: 3\nOK" },
		{ "playlistid 3", B_WAV "Pos: 1\nId: 3\nOK" },
		{ "stats", "uptime: ~\nplaytime: 0\nartists: 1\nalbums: 0\nsongs: 3\n"
			   "db_playtime: 3\ndb_update: ~\nOK" },
		{ "readcomments sub/c.wav", "Artist: Foo\nTitle: Bar\nTrack: 3\nOK" },
		{ "readcomments sub", "ACK [50@0] {readcomments} sub: is a folder" },
		{ "rescan sub", "updating_db: ~\nOK" },
		{ "tagtypes clear", "OK" },
		{ "tagtypes", "OK" },
		{ "lsinfo sub",
			"file: sub/c.wav\nLast-Modified: ~\nFormat: 44100:16:2\nTime: 0\n"
			"duration: 0.001\nOK" },
		{ "tagtypes enable artist MUSICBRAINZ_WORKID", "OK" },
		{ "tagtypes", "tagtype: Artist\nOK" },
		{ "tagtypes all", "OK" },
		{ "tagtypes disable comment genre date album albumartist", "OK" },
		{ "tagtypes disable disc composer performer", "OK" },
		{ "tagtypes", "tagtype: Artist\ntagtype: Title\ntagtype: Track\nOK" },
		{ "tagtypes foo", "ACK [2@0] {tagtypes} Unknown sub command: foo" },
		{ "tagtypes enable", "ACK [2@0] {tagtypes} Not enough arguments" },
	};
	struct rig_client c;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_scan(&c);
	rig_disconnect(&c);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

static void
stored_playlists(void)
{
	static const struct rig_row rows[] = {
		{ "listplaylists", "OK" },
		{ "add a.wav", "OK" },
		{ "add sub", "OK" },
		{ "save one", "OK" },
		{ "save one", "ACK [56@0] {save} Playlist already exists: one" },
		{ "save ../evil", "ACK [2@0] {save} Bad playlist name: \"../evil\"" },
		{ "save \"\"", "ACK [2@0] {save} Bad playlist name: \"\"" },
		{ "listplaylists", "playlist: one\nLast-Modified: ~\nOK" },
		{ "listplaylist one", "file: a.wav\nfile: sub/c.wav\nOK" },
		{ "playlistadd one b.wav", "OK" },
		{ "clear", "OK" },
		{ "load one", "OK" },
		{ "load one 2: 0", "OK" },
		{ "load one 1:2", "OK" },
		{ "load one 7:8", "ACK [2@0] {load} Bad song index: 7:8, there are 3 songs" },
		{ "playlist", "0:file: b.wav\n1:file: a.wav\n2:file: sub/c.wav\n3:file: b.wav\n"
			      "4:file: sub/c.wav\nOK" },
		{ "playlistadd one sub/c.wav 0", "OK" },
		{ "playlistadd one sub/c.wav 9", "ACK [2@0] {playlistadd} ~" },
		{ "playlistmove one 0 2", "OK" },
		{ "listplaylist one",
			"file: a.wav\nfile: sub/c.wav\nfile: sub/c.wav\nfile: b.wav\nOK" },
		{ "playlistmove one 3 0", "OK" },
		{ "playlistmove one 1:3 2", "OK" },
		{ "playlistmove one 1:3 3", "ACK [2@0] {playlistmove} ~" },
		{ "playlistmove one 4 0",
			"ACK [2@0] {playlistmove} Bad song index: 4, there are 4 songs" },
		{ "listplaylist one",
			"file: b.wav\nfile: sub/c.wav\nfile: a.wav\nfile: sub/c.wav\nOK" },
		{ "playlistdelete one 1", "OK" },
		{ "listplaylist one", "file: b.wav\nfile: a.wav\nfile: sub/c.wav\nOK" },
		{ "playlistdelete one 1:", "OK" },
		{ "listplaylist one", "file: b.wav\nOK" },
		{ "playlistdelete one 1",
			"ACK [2@0] {playlistdelete} Bad song index: 1, there are 1 songs" },
		{ "playlistdelete none 0",
			"ACK [50@0] {playlistdelete} No such playlist: none" },
		{ "searchaddpl one title bar", "OK" },
		{ "searchaddpl one artist foo position 0", "OK" },
		{ "searchaddpl found \"(file contains '.WAV')\" sort file window 0:2",
			"ACK [2@0] {searchaddpl} Unknown sort tag: file" },
		{ "searchaddpl found \"(file contains '.WAV')\" sort title window 0:2", "OK" },
		{ "searchaddpl one", "ACK [2@0] {searchaddpl} too few arguments for "
				     "\"searchaddpl\"" },
		{ "listplaylist one", "file: sub/c.wav\nfile: b.wav\nfile: sub/c.wav\nOK" },
		{ "listplaylist found", "file: a.wav\nfile: b.wav\nOK" },
		{ "rm found", "OK" },
		{ "rename one two", "OK" },
		{ "load one", "ACK [50@0] {load} No such playlist: one" },
		{ "listplaylistinfo nosuch",
			"ACK [50@0] {listplaylistinfo} No such playlist: nosuch" },
		{ "playlistclear two", "OK" },
		{ "listplaylist two", "OK" },
		{ "rm two", "OK" },
		{ "rm two", "ACK [50@0] {rm} No such playlist: two" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

/* Only clients of the local socket may name files by absolute paths and stop the daemon. */
static void
local_and_tcp(void)
{
	static const char *const settings[] = { "port=free", NULL };
	static const struct rig_row tcp[] = {
		{ "add /etc/hostname", "ACK [4@0] {add} /etc/hostname: absolute paths are "
				       "allowed only on the local socket" },
		{ "lsinfo /etc", "ACK [4@0] {lsinfo} /etc: absolute paths are allowed only on "
				 "the local socket" },
		{ "add file:///etc/hostname", "ACK [4@0] {add} ~" },
		{ "playlistadd x /etc/hostname", "ACK [4@0] {playlistadd} ~" },
		{ "add ../x", "ACK [50@0] {add} ../x: not a plain path" },
		{ "add sub/../../x", "ACK [50@0] {add} sub/../../x: not a plain path" },
		{ "add out", "ACK [50@0] {add} out: leads out of the music directory" },
		{ "add out/hostname", "ACK [50@0] {add} out/hostname: leads out of the music "
				      "directory" },
		{ "lsinfo out", "ACK [50@0] {lsinfo} out: leads out of the music directory" },
		{ "listall", "file: a.wav\nfile: b.wav\ndirectory: sub\nfile: sub/c.wav\nOK" },
		{ "add http://x/y",
			"ACK [50@0] {add} http://x/y: only local files are played" },
		{ "config",
			"ACK [4@0] {config} you don't have permission for \"config\": it is "
			"for clients of the local socket" },
		{ "kill", "ACK [4@0] {kill} you don't have permission for \"kill\": it is for "
			  "clients of the local socket" },
		{ "urlhandlers", "OK" },
		{ "add a.wav", "OK" },
	};
	struct rig_client c;
	char request[256], answer[256];
	struct rig r;

	rig_start(&r, settings);
	snprintf(request, sizeof(request), "%s/out", r.music);
	CU_ASSERT_EQUAL(symlink("/etc", request), 0);
	RIG_TABLE(&r, false, tcp);

	rig_connect(&r, &c, true);
	snprintf(request, sizeof(request), "add %s/sub/c.wav\n", r.music);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, request), "OK\n");
	snprintf(request, sizeof(request), "add file://%s/sub/note.txt\n", r.music);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, request), "OK\n");
	snprintf(request, sizeof(request), "add %s/out/hostname\n", r.music);
	CU_ASSERT_NOT_EQUAL(strcmp(rig_ask(&c, request), "OK\n"), 0);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "add /etc/hostname\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "playlist\n"),
		"0:file: a.wav\n1:file: sub/c.wav\n2:file: sub/note.txt\n3:file: "
		"/etc/hostname\n"
		"OK\n");
	snprintf(answer, sizeof(answer),
		"music_directory: %s\nplaylist_directory: %s/playlists\nOK\n", r.music, r.dir);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "config\n"), answer);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "urlhandlers\n"), "handler: file://\nOK\n");
	CU_ASSERT_FALSE(r.quit);
	rig_ask(&c, "kill\n");
	CU_ASSERT_TRUE(c.eof);
	CU_ASSERT_TRUE(r.quit);
	rig_disconnect(&c);
	rig_stop(&r);
}

static void
commands_and_notcommands(void)
{
	static const char *const settings[] = { "port=free", NULL };
	struct rig_client local, tcp;
	const char *text;
	struct rig r;

	rig_start(&r, settings);
	rig_connect(&r, &local, true);
	rig_connect(&r, &tcp, false);
	text = rig_ask(&local, "commands\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "command: zc_status\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "command: kill\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "command: sticker\n"));
	text = rig_ask(&local, "notcommands\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "command: sticker\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "command: kill\n"));
	CU_ASSERT_PTR_NULL(strstr(rig_ask(&tcp, "commands\n"), "command: kill\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&tcp, "notcommands\n"), "command: kill\n"));
	text = rig_ask(&tcp, "decoders\n");
	CU_ASSERT_EQUAL(strncmp(text, "plugin: sndfile\nsuffix: wav\n", 28), 0);
	CU_ASSERT_STRING_EQUAL(rig_ask(&tcp, "binarylimit 64\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&tcp, "binarylimit 63\n"),
		"ACK [2@0] {binarylimit} Value too small: at least 64\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&tcp, "listpartitions\n"), "partition: default\nOK\n");
	rig_disconnect(&local);
	rig_disconnect(&tcp);
	rig_stop(&r);
}

static void
own_commands(void)
{
	static const struct rig_row rows[] = {
		{ "zc_warnings", "warning: no realtime: ask your administrator\nOK" },
		{ "zc_devices", "device: hw:CARD=Fake,DEV=0\ncard: Fake card\npcm: \ndriver: \n"
				"busy: Device or resource busy\nOK" },
		{ "zc_played",
			"file: b.wav\ntrack_id: 0\nid: 8\nresult: failed\nerror: b.wav: "
			"gone\npath: none\n"
			"reason: ~\nreason_text: ~\nfile_format: ~\nhw_format: ~\ncontainer: \n"
			"codec: \nbit_exact: 0\nframes: 0\nframes_played: 0\npayload_bytes: 0\n"
			"bytes_direct: 0\nbytes_copied: 0\nbytes_decoded: 0\nxruns: "
			"0\nlead_in_frames: "
			"0\nwakeups: 0\nsyscalls: 0\nfaults_minor: 0\nfaults_major: "
			"0\nstarted: "
			"0.000\nended: 0.000\n"
			"file: a.wav\ntrack_id: 12\nid: 7\nresult: ok\npath: direct\nreason: "
			"direct-fixed\n"
			"reason_text: ~\nfile_format: S16_LE 44100 Hz 2 ch\n"
			"hw_format: S16_LE 44100 Hz 2 ch\ncontainer: WAV\ncodec: PCM_16\n"
			"bit_exact: 1\nframes: 100\nframes_played: 100\npayload_bytes: 400\n"
			"bytes_direct: 300\nbytes_copied: 100\nbytes_decoded: 0\nxruns: 2\n"
			"lead_in_frames: 0\ndevice: hw:CARD=Fake,DEV=0\nring_frames: 88200\n"
			"period_frames: 8820\ndata_offset: 44\nmem_align: 4\noff_align: 512\n"
			"wakeups: 9\nsyscalls: 27\nfaults_minor: 1\nfaults_major: 0\n"
			"late_p50_us: 50.0\nlate_p99_us: 70.5\nlate_max_us: "
			"80.0\nservice_max_us: "
			"12.3\nmargin_min_ms: 10.0\nstarted: 1600000000.025\nended: "
			"1600000001.125\nOK" },
		{ "zc_played 0", "OK" },
	};
	static const struct zc_played ok = { .track_id = 12,
		.song_id = 7,
		.uri = "a.wav",
		.wakes = { .wakeups = 9,
			.syscalls = 27,
			.faults_minor = 1,
			.timed = 8,
			.late_p50_ns = 50000,
			.late_p99_ns = 70500,
			.late_max_ns = 80000,
			.service_max_ns = 12300,
			.margin_min_frames = 441 },
		.info = { .file = { ZC_S16_LE, 2, 44100 },
			.hw = { ZC_S16_LE, 2, 44100 },
			.frames = 100,
			.container = "WAV",
			.codec = "PCM_16",
			.bit_exact = true,
			.data_offset = 44,
			.mem_align = 4,
			.off_align = 512 },
		.device = "hw:CARD=Fake,DEV=0",
		.ring_frames = 88200,
		.period_frames = 8820,
		.counts = { .path = ZC_PATH_DIRECT,
			.reason = ZC_REASON_DIRECT_FIXED,
			.reason_arg = 4,
			.bytes_direct = 300,
			.bytes_copied = 100,
			.xruns = 2 },
		.frames_played = 100,
		.start_unix_ms = 1600000000025,
		.end_unix_ms = 1600000001125 };
	static const struct zc_played bad = {
		.song_id = 8, .uri = "b.wav", .result = -2, .error = "b.wav: gone"
	};
	struct rig_client c;
	const char *text;
	struct rig r;

	rig_start(&r, NULL);
	fake_player_add_played(r.player, &ok);
	fake_player_add_played(r.player, &bad);
	RIG_TABLE(&r, true, rows);
	rig_connect(&r, &c, true);
	rig_ask(&c, "add a.wav\n");
	rig_ask(&c, "play\n");
	text = rig_ask(&c, "zc_status\n");
	CU_ASSERT(rig_matches(text,
		"state: play\npath: direct\nreason: direct-fixed\nreason_text: ~\ndevice: \n"
		"device_about: \nengine: no engine\narea_file: /run/area\n"
		"file_format: S16_LE 44100 Hz 2 ch\n"
		"hw_format: S16_LE 44100 Hz 2 ch\ncontainer: WAV\ncodec: PCM_16\nbit_exact: 1\n"
		"frames: 441000\nbytes_direct: 1000\nbytes_copied: 24\nbytes_decoded: 0\n"
		"track_xruns: 0\nlead_in_frames: 0\nring_played: 0\nring_committed: 0\n"
		"ring_filled: 0\nring_reserved: 0\nrate_hz: 0.000\nrate_ppm: 0.000\n"
		"rate_ppm_err: 0.000\nwakeups: 0\nsyscalls: 0\nfaults_minor: 0\n"
		"faults_major: 0\nfiller_faults_minor: 3\nfiller_faults_major: 0\nxruns: 0\n"
		"steps_down: 0\nOK\n"));
	text = rig_ask(&c, "zc_histograms\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(text,
		"histogram: wake_latency\ncount: 1\nmean_ns: 100000\nmin_ns: 100000\n"
		"min_at_ns: 5000100000\np50_ns: 100000\np90_ns: 100000\np99_ns: 100000\n"
		"p999_ns: 100000\np9999_ns: 100000\nmax_ns: 100000\nmax_at_ns: 5000100000\n"
		"histogram: period_software\ncount: 0\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "histogram: service\ncount: 1\nmean_ns: 32\n"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "histogram: margin\ncount: 1\nmean_ns: 1000000000\n"));
	text = rig_ask(&c, "zc_snapshot\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nbytes_direct: 0\n"));
	fake_player_set_error(r.player, "x.wav: no such\nfile");
	CU_ASSERT_PTR_NOT_NULL(
		strstr(rig_ask(&c, "status\n"), "\nerror: x.wav: no such file\n"));
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "clearerror\n"), "OK\n");
	CU_ASSERT_PTR_NULL(strstr(rig_ask(&c, "status\n"), "error"));
	rig_disconnect(&c);
	rig_stop(&r);
}

/* The tags of an added song arrive later, and give its entry a new version. */
static void
tags_come_later(void)
{
	struct rig_client c;
	const char *text;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_ask(&c, "add sub/c.wav\n");
	rig_send(&c, "idle database\n", 14);
	rig_settle(&r);
	rig_ask(&c, "noidle\n");
	do
		text = rig_ask(&c, "playlistinfo\n");
	while (!strstr(text, "Artist: Foo\n"));
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "plchangesposid 2\n"), "cpos: 0\nId: 1\nOK\n");
	rig_disconnect(&c);
	rig_stop(&r);
}

/* A client may leave while the worker prepares its answer. */
static void
leaving_early(void)
{
	static const char *const requests[] = { "listall\n", "add sub\n", "zc_devices\n",
		"lsinfo\n", "rescan\n", "albumart a.wav 0\n", "readpicture a.wav 0\n",
		"command_list_begin\nadd a.wav\nadd b.wav\ncommand_list_end\n" };
	struct rig_client c;
	struct rig r;

	rig_start(&r, NULL);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		rig_connect(&r, &c, true);
		rig_send(&c, requests[i], strlen(requests[i]));
		rig_disconnect(&c);
		rig_settle(&r);
	}
	rig_connect(&r, &c, true);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "ping\n"), "OK\n");
	rig_disconnect(&c);
	rig_stop(&r);
}

ZC_UNIT_MAIN("protocol_files", { "the library", the_library },
	{ "stored playlists", stored_playlists }, { "local and tcp", local_and_tcp },
	{ "commands and notcommands", commands_and_notcommands },
	{ "own commands", own_commands }, { "tags come later", tags_come_later },
	{ "leaving early", leaving_early })
