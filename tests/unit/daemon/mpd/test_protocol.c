#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/daemon/mpd/protocol_rig.h"

static void
greeting_and_errors(void)
{
	static const struct rig_row rows[] = {
		{ "ping", "OK" },
		{ "ping 1", "ACK [2@0] {ping} too many arguments for \"ping\"" },
		{ "play 1 2", "ACK [2@0] {play} too many arguments for \"play\"" },
		{ "seek 1", "ACK [2@0] {seek} too few arguments for \"seek\"" },
		{ "nosuch", "ACK [5@0] {} unknown command \"nosuch\"" },
		{ "play \"", "ACK [5@0] {} missing closing '\"'" },
		{ "sticker get song a b", "ACK [5@0] {sticker} sticker is not part of this "
					  "daemon (see notcommands)" },
		{ "password x",
			"ACK [3@0] {password} incorrect password: this daemon has none" },
		{ "play 9", "ACK [2@0] {play} Bad song index: 9, there are 0 songs" },
		{ "playid 9", "ACK [50@0] {playid} No such song: the queue has no id 9" },
		{ "play x", "ACK [2@0] {play} Integer expected: x" },
	};
	struct rig_client c;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_disconnect(&c);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

static void
queue_commands(void)
{
	static const struct rig_row rows[] = {
		{ "add a.wav", "OK" },
		{ "addid b.wav", "Id: 2\nOK" },
		{ "addid sub/c.wav 0", "Id: 3\nOK" },
		{ "addid a.wav 9",
			"ACK [2@0] {addid} Bad song index: 9, there are 3 other songs" },
		{ "addid a.wav +0", "ACK [55@0] {addid} No current song" },
		{ "addid sub", "ACK [50@0] {addid} sub: is a folder, but addid adds one file" },
		{ "add nosuch.wav",
			"ACK [50@0] {add} nosuch.wav: no such file or folder in the "
			"music directory" },
		{ "playlist", "0:file: sub/c.wav\n1:file: a.wav\n2:file: b.wav\nOK" },
		{ "add sub 2", "OK" },
		{ "plchangesposid 0", "cpos: 0\nId: 3\ncpos: 1\nId: 1\ncpos: 2\nId: 4\n"
				      "cpos: 3\nId: 2\nOK" },
		{ "plchangesposid 0 1:2", "cpos: 1\nId: 1\nOK" },
		{ "plchangesposid 99999 0:1", "cpos: 0\nId: 3\nOK" },
		{ "move 0 2", "OK" },
		{ "playlist", "0:file: a.wav\n1:file: sub/c.wav\n2:file: sub/c.wav\n3:file: "
			      "b.wav\nOK" },
		{ "move 0:2 2", "OK" },
		{ "move 0:2 3", "ACK [2@0] {move} Bad song index: 3, there are 2 other songs" },
		{ "moveid 1 0", "OK" },
		{ "moveid 77 0", "ACK [50@0] {moveid} No such song: the queue has no id 77" },
		{ "swap 0 3", "OK" },
		{ "swapid 1 2", "OK" },
		{ "swap 0 4", "ACK [2@0] {swap} Bad song index: 4, there are 4 songs" },
		{ "shuffle 0:2", "OK" },
		{ "shuffle 5:6", "ACK [2@0] {shuffle} Bad song index: 5:6, there are 4 songs" },
		{ "prio 10 0:2", "OK" },
		{ "prio 256 0", "ACK [2@0] {prio} Number too large: 256" },
		{ "prioid 0 1 2 3 4", "OK" },
		{ "prioid 5 99", "ACK [50@0] {prioid} No such song: the queue has no id 99" },
		{ "delete 1:3", "OK" },
		{ "delete 4", "ACK [2@0] {delete} Bad song index: 4, there are 2 songs" },
		{ "delete 2", "ACK [2@0] {delete} Bad song index: 2, there are 2 songs" },
		{ "delete 2:", "OK" },
		{ "delete 3:2", "ACK [2@0] {delete} Malformed range: 3:2" },
		{ "deleteid 99", "ACK [50@0] {deleteid} No such song: the queue has no id 99" },
		{ "delete 0:", "OK" },
		{ "playlistinfo", "OK" },
		{ "add \"\"", "OK" },
		{ "playlist", "0:file: a.wav\n1:file: b.wav\n2:file: sub/c.wav\nOK" },
		{ "clear", "OK" },
		{ "playlist", "OK" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	CU_ASSERT_EQUAL(r.changed & ZC_CHANGED_PLAYLIST, ZC_CHANGED_PLAYLIST);
	rig_stop(&r);
}

static void
places_relative_to_the_current_song(void)
{
	static const struct rig_row rows[] = {
		{ "add \"\"", "OK" },
		{ "play 1", "OK" },
		{ "addid sub/c.wav +0", "Id: 4\nOK" },
		{ "addid sub/c.wav -0", "Id: 5\nOK" },
		{ "plchangesposid 0",
			"cpos: 0\nId: 1\ncpos: 1\nId: 5\ncpos: 2\nId: 2\ncpos: 3\n"
			"Id: 4\ncpos: 4\nId: 3\nOK" },
		{ "addid a.wav +3",
			"ACK [2@0] {addid} Bad song index: +3, there are 5 other songs" },
		{ "addid a.wav -3",
			"ACK [2@0] {addid} Bad song index: -3, there are 5 other songs" },
		{ "move 0 +0", "OK" },
		{ "plchangesposid 0",
			"cpos: 0\nId: 5\ncpos: 1\nId: 2\ncpos: 2\nId: 1\ncpos: 3\n"
			"Id: 4\ncpos: 4\nId: 3\nOK" },
		{ "moveid 3 -1", "OK" },
		{ "plchangesposid 0",
			"cpos: 0\nId: 3\ncpos: 1\nId: 5\ncpos: 2\nId: 2\ncpos: 3\n"
			"Id: 1\ncpos: 4\nId: 4\nOK" },
		{ "move 2 +1",
			"ACK [2@0] {move} Cannot move the current song relative to itself" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

static void
playing_and_status(void)
{
	static const struct rig_row rows[] = {
		{ "status", "repeat: 0\nrandom: 0\nsingle: 0\nconsume: 0\npartition: default\n"
			    "playlist: 1\nplaylistlength: 0\nstate: stop\nOK" },
		{ "next", "ACK [55@0] {next} Not playing" },
		{ "seekcur 1", "ACK [55@0] {seekcur} Not playing" },
		{ "pause", "OK" },
		{ "currentsong", "OK" },
		{ "add a.wav", "OK" },
		{ "add b.wav", "OK" },
		{ "play", "OK" },
		{ "seekcur 3.5", "OK" },
		{ "status", "repeat: 0\nrandom: 0\nsingle: 0\nconsume: 0\npartition: default\n"
			    "playlist: ~\nplaylistlength: 2\nstate: play\nsong: 0\nsongid: 1\n"
			    "time: 4:10\nelapsed: 3.500\nduration: 10.000\nbitrate: 1411\n"
			    "audio: 44100:16:2\nnextsong: 1\nnextsongid: 2\nOK" },
		{ "seekcur -1.5", "OK" },
		{ "seekcur +0.25", "OK" },
		{ "pause", "OK" },
		{ "command_list_begin\nstatus\ncommand_list_end",
			"repeat: 0\nrandom: 0\nsingle: 0\nconsume: 0\npartition: default\n"
			"playlist: ~\nplaylistlength: 2\nstate: pause\nsong: 0\nsongid: 1\n"
			"time: 2:10\nelapsed: 2.250\nduration: 10.000\nbitrate: 1411\n"
			"audio: 44100:16:2\nnextsong: 1\nnextsongid: 2\nOK" },
		{ "seekcur -99", "OK" },
		{ "pause 0", "OK" },
		{ "pause 2", "ACK [2@0] {pause} Boolean (0/1) expected: 2" },
		{ "seekcur 1000", "OK" },
		{ "status", "~\n~\n~\n~\n~\n~\n~\n~\n~\n~\ntime: 10:10\nelapsed: 10.000\n"
			    "duration: 10.000\n~\n~\n~\n~\nOK" },
		{ "seekcur x", "ACK [2@0] {seekcur} Float expected: x" },
		{ "seek 1 4", "OK" },
		{ "seek 9 4", "ACK [2@0] {seek} Bad song index: 9, there are 2 songs" },
		{ "seek 1 +4", "ACK [2@0] {seek} Only seekcur takes a relative time: +4" },
		{ "seekid 1 2", "OK" },
		{ "seekid 9 2", "ACK [50@0] {seekid} No such song: the queue has no id 9" },
		{ "next", "OK" },
		{ "previous", "OK" },
		{ "playid 2", "OK" },
		{ "play -1", "OK" },
		{ "currentsong", "file: b.wav\n~\n~\n~\n~\nPos: 1\nId: 2\nOK" },
		{ "stop", "OK" },
		{ "status",
			"repeat: 0\nrandom: 0\nsingle: 0\nconsume: 0\npartition: default\n"
			"playlist: ~\nplaylistlength: 2\nstate: stop\nsong: 1\nsongid: 2\nOK" },
	};
	struct rig r;

	rig_start(&r, NULL);
	/* Reads the tags now, so that they cannot arrive between the rows. */
	RIG_TABLE(&r, true,
		((const struct rig_row[]){
			{ "lsinfo", A_WAV B_WAV "directory: sub\nLast-Modified: ~\nOK" } }));
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

static void
options_and_volume(void)
{
	static const struct rig_row rows[] = {
		{ "repeat 1", "OK" },
		{ "random 1", "OK" },
		{ "single oneshot", "OK" },
		{ "consume 1", "OK" },
		{ "status",
			"repeat: 1\nrandom: 1\nsingle: oneshot\nconsume: 1\n"
			"partition: default\nplaylist: 1\nplaylistlength: 0\nstate: stop\nOK" },
		{ "repeat 2", "ACK [2@0] {repeat} Boolean (0/1) expected: 2" },
		{ "single 3",
			"ACK [2@0] {single} Unrecognized mode, expected 0, 1 or oneshot: 3" },
		{ "setvol 50", "ACK [52@0] {setvol} No mixer: ~" },
		{ "setvol 101", "ACK [2@0] {setvol} Number too large: 101" },
		{ "volume -5", "ACK [52@0] {volume} No mixer: ~" },
		{ "getvol", "OK" },
		{ "crossfade 0", "OK" },
		{ "crossfade 3", "ACK [2@0] {crossfade} crossfade is always 0: ~" },
		{ "replay_gain_status", "replay_gain_mode: off\nOK" },
		{ "replay_gain_mode off", "OK" },
		{ "replay_gain_mode track", "ACK [2@0] {replay_gain_mode} ~" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	CU_ASSERT_EQUAL(r.changed, ZC_CHANGED_OPTIONS);
	rig_stop(&r);
}

static void
the_one_output(void)
{
	static const struct rig_row rows[] = {
		{ "outputs",
			"outputid: 0\noutputname: sim\nplugin: sim\noutputenabled: 1\nOK" },
		{ "add a.wav", "OK" },
		{ "play", "OK" },
		{ "disableoutput 0", "OK" },
		{ "status", "~\n~\n~\n~\n~\n~\n~\nstate: stop\nsong: 0\nsongid: 1\nOK" },
		{ "play", "ACK [55@0] {play} the output is disabled; enable it first "
			  "(enableoutput 0)" },
		{ "seek 0 1", "ACK [55@0] {seek} the output is disabled; enable it first "
			      "(enableoutput 0)" },
		{ "toggleoutput 0", "OK" },
		{ "play", "OK" },
		{ "enableoutput 1",
			"ACK [50@0] {enableoutput} No such audio output: 1, there is only 0" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

static void
command_lists(void)
{
	static const struct rig_row rows[] = {
		{ "command_list_begin\nping\nping\ncommand_list_end", "OK" },
		{ "command_list_begin\ncommand_list_end", "OK" },
		{ "command_list_ok_begin\nping\ngetvol\ncommand_list_end",
			"list_OK\nlist_OK\nOK" },
		{ "command_list_ok_begin\nping\nadd a.wav\naddid b.wav\nping\ncommand_list_end",
			"list_OK\nlist_OK\nId: 2\nlist_OK\nlist_OK\nOK" },
		{ "command_list_ok_begin\nping\nplay 99\nclear\ncommand_list_end",
			"list_OK\nACK [2@1] {play} Bad song index: 99, there are 2 songs" },
		{ "command_list_begin\nping\nping\nnosuch\ncommand_list_end",
			"ACK [5@2] {} unknown command \"nosuch\"" },
		{ "command_list_begin\nadd nosuch\nclear\ncommand_list_end",
			"ACK [50@0] {add} nosuch: no such file or folder in the music "
			"directory" },
		{ "command_list_ok_begin\nplaylist\nplaylist\ncommand_list_end",
			"0:file: a.wav\n1:file: b.wav\nlist_OK\n"
			"0:file: a.wav\n1:file: b.wav\nlist_OK\nOK" },
		{ "command_list_end", "ACK [5@0] {} unknown command \"command_list_end\"" },
		{ "command_list_begin\ncommand_list_begin\ncommand_list_end",
			"ACK [5@0] {} unknown command \"command_list_begin\"" },
		{ "command_list_begin\nidle\ncommand_list_end",
			"ACK [1@0] {idle} idle cannot be part of a command list" },
		{ "ping", "OK" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

/* No command of a list is executed before the list ends. */
static void
a_list_waits_for_its_end(void)
{
	struct rig_client c;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_send(&c, "command_list_begin\nadd a.wav\n", 29);
	rig_settle(&r);
	CU_ASSERT_EQUAL(zc_queue_length(r.queue), 0);
	rig_disconnect(&c);
	rig_settle(&r);
	CU_ASSERT_EQUAL(zc_queue_length(r.queue), 0);
	rig_stop(&r);
}

ZC_UNIT_MAIN("protocol", { "greeting and errors", greeting_and_errors },
	{ "queue commands", queue_commands },
	{ "places relative to the current song", places_relative_to_the_current_song },
	{ "playing and status", playing_and_status },
	{ "options and volume", options_and_volume }, { "the one output", the_one_output },
	{ "command lists", command_lists },
	{ "a list waits for its end", a_list_waits_for_its_end })
