#include "tests/unit/unit.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "daemon/player/player_state.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/fake_track.h"
#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(plays_two_songs_without_a_gap,
	EXPECT("queue a b", "stop 0@0.0 >0"),
	EXPECT("play", "play 1@0.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	EXPECT("open", "2 1"),
	EXPECT("elapse 4", "play 1@4.0 >2"),
	EXPECT("elapse 6", "play 2@0.0 >0"),
	EXPECT("played", "1: a 0 441000"),
	EXPECT("changed", "player output"),
	EXPECT("elapse 9", "play 2@9.0 >0"),
	EXPECT("sent", ""),
	EXPECT("elapse 1", "stop 0@0.0 >0"),
	EXPECT("sent", "RELEASE"),
	EXPECT("open", "0 0"),
	EXPECT("played", "2: b 0 441000"))

SCENARIO(pause_keeps_the_device,
	DO("queue a"),
	DO("play"),
	EXPECT("elapse 3", "play 1@3.0 >0"),
	EXPECT("pause", "pause 1@3.0 >0"),
	EXPECT("pause", "pause 1@3.0 >0"),
	EXPECT("elapse 3", "pause 1@3.0 >0"),
	EXPECT("open", "1 1"),
	EXPECT("play", "play 1@3.0 >0"),
	EXPECT("sent", "SINK QUEUE:a@0 PAUSE RESUME"))

SCENARIO(stop_hands_the_device_back,
	DO("queue a b"),
	EXPECT("play 2", "play 2@0.0 >0"),
	DO("elapse 1"),
	EXPECT("stop", "stop 2@0.0 >0"),
	EXPECT("open", "0 0"),
	EXPECT("sent", "SINK QUEUE:b@0 STOP RELEASE"),
	EXPECT("played", "1: b -125 44100"),
	EXPECT("next", "stop 2@0.0 >0"),
	EXPECT("play", "play 2@0.0 >0"))

SCENARIO(pause_before_anything_is_open_waits,
	DO("queue a"),
	DO("gate 1"),
	EXPECT("play", "play 1@0.0 >0"),
	EXPECT("pause", "pause 1@0.0 >0"),
	EXPECT("gate 0", "pause 1@0.0 >0"),
	EXPECT("sent", ""),
	EXPECT("resume", "play 1@0.0 >0"),
	EXPECT("sent", "SINK QUEUE:a@0"))

SCENARIO(seeks_within_the_song,
	DO("queue a b"),
	DO("play"),
	DO("elapse 1"),
	EXPECT("seek 1 7.5", "play 1@7.5 >2"),
	EXPECT("elapse 1", "play 1@8.5 >2"),
	DO("pause"),
	EXPECT("seek 1 2", "pause 1@2.0 >2"),
	EXPECT("resume", "play 1@2.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0 SEEK@330750 PAUSE SEEK@88200 RESUME"),
	EXPECT("elapse 8", "play 2@0.0 >0"),
	/* 0 to 1 s, 7.5 to 8.5 s, 2 to 10 s. */
	EXPECT("played", "1: a 0 441000"))

SCENARIO(a_seek_past_the_end_is_the_end,
	DO("queue a b"),
	DO("play"),
	EXPECT("seek 1 99", "play 1@10.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0 SEEK@440999"),
	EXPECT("elapse 1", "play 2@1.0 >0"))

SCENARIO(only_the_last_of_many_seeks_counts,
	DO("queue a"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	EXPECT("seek 1 1", "play 1@1.0 >0"),
	EXPECT("seek 1 2", "play 1@2.0 >0"),
	EXPECT("seek 1 3", "play 1@3.0 >0"),
	EXPECT("seek 1 4", "play 1@4.0 >0"),
	EXPECT("sent", "SEEK@44100"),
	EXPECT("hold 0", "play 1@4.0 >0"),
	EXPECT("sent", "SEEK@176400"))

SCENARIO(seek_to_another_song_plays_it_there,
	DO("queue a b c"),
	DO("play"),
	EXPECT("seek 3 5", "play 3@5.0 >0"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0 STOP QUEUE:c@220500"),
	DO("stop"),
	EXPECT("seek 2 1", "play 2@1.0 >3"))

SCENARIO(a_seek_that_came_too_late_still_means_its_song,
	DO("queue a b"),
	DO("play"),
	DO("elapse 9.9"),
	DO("hold 1"),
	DO("seek 1 5"),
	DO("elapse 0.2"),
	EXPECT("hold 0", "play 1@5.0 >2"),
	EXPECT("elapse 5", "play 2@0.0 >0"))

SCENARIO(only_the_last_of_many_nexts_counts,
	DO("queue a b c d a b c d"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	DO("next"), DO("next"), DO("next"), DO("next"),
	EXPECT("next", "play 6@0.0 >7"),
	EXPECT("sent", "STOP"),
	EXPECT("hold 0", "play 6@0.0 >7"),
	EXPECT("sent", "QUEUE:b@0 QUEUE:c@0"),
	EXPECT("open", "2 1"))

SCENARIO(songs_that_were_skipped_are_not_opened,
	DO("queue a b c d"),
	DO("gate 1"),
	DO("play"),
	DO("next"), DO("next"),
	EXPECT("prev", "play 2@0.0 >3"),
	EXPECT("gate 0", "play 2@0.0 >3"),
	EXPECT("sent", "SINK QUEUE:b@0 QUEUE:c@0"),
	EXPECT("open", "2 1"))

SCENARIO(next_while_paused_plays,
	DO("queue a b"),
	DO("play"),
	DO("pause"),
	DO("sent"),
	EXPECT("next", "play 2@0.0 >0"),
	EXPECT("sent", "STOP RESUME QUEUE:b@0"),
	EXPECT("next", "stop 0@0.0 >0"),
	EXPECT("play", "play 1@0.0 >2"))

SCENARIO(prev_of_the_first_begins_it_again,
	DO("queue a b"),
	DO("play"),
	DO("elapse 5"),
	EXPECT("prev", "play 1@0.0 >2"),
	EXPECT("play 2", "play 2@0.0 >0"),
	EXPECT("prev", "play 1@0.0 >2"))

SCENARIO(another_format_reopens_the_device,
	DO("queue a w b"),
	DO("play"),
	EXPECT("sent", "SINK QUEUE:a@0"),
	EXPECT("open", "2 1"),
	EXPECT("elapse 10", "play 2@0.0 >3"),
	EXPECT("sent", "RELEASE SINK QUEUE:w@0"),
	EXPECT("elapse 9", "play 2@9.0 >3"),
	EXPECT("stop", "stop 2@0.0 >3"),
	EXPECT("open", "0 0"))

SCENARIO(short_songs_are_opened_in_numbers,
	DO("queue s s s s s s s s"),
	EXPECT("play", "play 1@0.0 >2"),
	EXPECT("sent", "SINK QUEUE:s@0 QUEUE:s@0 QUEUE:s@0 QUEUE:s@0 QUEUE:s@0"),
	EXPECT("elapse 0.2", "play 3@0.0 >4"),
	DO("elapse 0.3"),
	EXPECT("elapse 0.3", "stop 0@0.0 >0"),
	EXPECT("played", "8: s 0 4410"))

SCENARIO(a_deleted_song_is_taken_back,
	DO("queue a b c"),
	DO("play"),
	DO("sent"),
	EXPECT("delete 1 2", "play 1@0.0 >3"),
	EXPECT("sent", "FLUSH QUEUE:c@0"),
	EXPECT("elapse 10", "play 3@0.0 >0"),
	EXPECT("open", "1 1"))

SCENARIO(a_moved_song_plays_in_its_new_place,
	DO("queue a b c"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	DO("move 2 1"), DO("move 2 1"), EXPECT("move 2 1", "play 1@0.0 >3"),
	EXPECT("sent", "FLUSH"),
	DO("hold 0"),
	EXPECT("sent", "QUEUE:c@0"),
	EXPECT("elapse 10", "play 3@0.0 >2"))

SCENARIO(a_song_deleted_too_late_is_cut_off_at_the_joint,
	DO("queue a b c"),
	DO("play"),
	DO("elapse 9.9"),
	DO("late 1"),
	DO("sent"),
	EXPECT("delete 1 2", "play 1@9.9 >3"),
	EXPECT("sent", "FLUSH"),
	EXPECT("elapse 0.2", "play 3@0.0 >0"),
	EXPECT("sent", "STOP QUEUE:c@0"),
	EXPECT("open", "1 1"))

SCENARIO(the_joint_passes_while_a_flush_is_under_way,
	DO("queue a b c"),
	DO("play"),
	DO("elapse 9.9"),
	DO("hold 1"),
	DO("delete 1 2"),
	DO("elapse 0.2"),
	EXPECT("hold 0", "play 3@0.0 >0"),
	EXPECT("open", "1 1"))

SCENARIO(single_turned_on_too_late_stops_at_the_joint,
	DO("queue a b"),
	DO("play"),
	DO("elapse 9.9"),
	DO("late 1"),
	EXPECT("set single 1", "play 1@9.9 >0"),
	EXPECT("elapse 0.2", "stop 2@0.0 >0"),
	EXPECT("open", "0 0"))

SCENARIO(deleting_the_current_song_plays_the_next,
	DO("queue a b c d"),
	DO("play 2"),
	DO("elapse 2"),
	EXPECT("delete 0 3", "play 4@0.0 >0"),
	DO("pause"),
	EXPECT("delete 0 1", "stop 0@0.0 >0"),
	EXPECT("open", "0 0"))

SCENARIO(clearing_the_queue_stops,
	DO("queue a b c"),
	DO("play"),
	EXPECT("delete 0 3", "stop 0@0.0 >0"),
	EXPECT("open", "0 0"),
	EXPECT("play", "stop 0@0.0 >0"))

SCENARIO(restores_playing,
	DO("queue a b"),
	EXPECT("restore play 1 6", "play 1@6.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@264600 QUEUE:b@0"))

SCENARIO(restores_paused_without_opening_anything,
	DO("queue a b"),
	EXPECT("restore pause 2 6", "pause 2@6.0 >0"),
	EXPECT("open", "0 0"),
	EXPECT("sent", ""),
	EXPECT("seek 2 3", "pause 2@3.0 >0"),
	EXPECT("play", "play 2@3.0 >0"),
	EXPECT("sent", "SINK QUEUE:b@132300"))

SCENARIO(restores_stopped,
	DO("queue a b"),
	EXPECT("restore stop 2 6", "stop 2@0.0 >0"),
	EXPECT("restore play 9 6", "stop 2@0.0 >0"),
	EXPECT("play", "play 2@0.0 >0"))

SCENARIO(another_device_is_used_when_playing_begins_next,
	DO("queue a b"),
	DO("play"),
	DO("elapse 1"),
	EXPECT("reload", "play 1@1.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	EXPECT("reload", "play 1@1.0 >2"),
	DO("stop"),
	DO("reload"),
	DO("reload"),
	EXPECT("play", "play 1@0.0 >2"))
SCENARIO(a_device_configured_while_another_is_looked_for_is_used,
	DO("queue a"),
	DO("gate 1"),
	DO("play"),
	DO("reload hw:one"),
	DO("reload hw:two"),
	DO("reload hw:three"),
	EXPECT("gate 0", "play 1@0.0 >0"),
	EXPECT("used", "hw:three"),
	EXPECT("open", "1 1"))

SCENARIO(a_device_configured_while_another_is_opened_is_used,
	DO("queue a"),
	DO("gate-device 1"),
	DO("play"),
	DO("reload hw:two"),
	EXPECT("gate-device 0", "play 1@0.0 >0"),
	EXPECT("used", "hw:two"),
	EXPECT("open", "1 1"))

SCENARIO(a_sink_opened_for_the_play_before_is_not_used,
	DO("queue a"),
	DO("gate-device 1"),
	DO("play"),
	DO("stop"),
	DO("reload hw:two"),
	DO("play"),
	EXPECT("gate-device 0", "play 1@0.0 >0"),
	EXPECT("used", "hw:two"),
	EXPECT("sent", "SINK QUEUE:a@0"),
	EXPECT("open", "1 1"))
/* clang-format on */

static void
bad_ids_and_positions_are_refused(void)
{
	struct zc_err err;

	script_begin(false);
	CU_ASSERT_EQUAL(zc_player_play(player, 9, &err), -ENOENT);
	CU_ASSERT_EQUAL(zc_player_seek(player, 9, 1, &err), -ENOENT);
	CU_ASSERT_EQUAL(zc_player_next(player, &err), -ENOTCONN);
	CU_ASSERT_EQUAL(zc_player_prev(player, &err), -ENOTCONN);
	CU_ASSERT_EQUAL(zc_player_play(player, 0, &err), 0);
	zc_queue_add(queue, "a", 0);
	CU_ASSERT_EQUAL(zc_player_seek(player, 1, NAN, &err), -EINVAL);
	script_end();
}

static void
an_engine_that_does_not_answer_is_detected(void)
{
	script_begin(false);
	CU_ASSERT(zc_player_alive(player));
	script_settle();
	CU_ASSERT(zc_player_alive(player));
	/* The command of the last call was not answered, and the engine did nothing. */
	CU_ASSERT_FALSE(zc_player_alive(player));
	CU_ASSERT_FALSE(zc_player_alive(player));
	script_settle();
	CU_ASSERT(zc_player_alive(player));
	script_end();
}

/* Any mix of commands at any moment leaks nothing, and the last command is carried out. */
static void
random_commands_leave_nothing_behind(void)
{
	static const char *const acts[] = { "play 1", "play 2", "play 3", "play 4", "next",
		"prev", "pause", "resume", "stop", "seek 1 3", "seek 2 9.9", "seek 3 0.5",
		"elapse 0.3", "elapse 4", "elapse 10", "hold 1", "hold 0", "gate 1", "gate 0",
		"move 0 3", "move 2 0", "set single 1", "set single 0", "set repeat 1",
		"set consume 2", "set random 1", "set random 0", "late 1", "late 0",
		"device busy", "device back", "device gone", "pass 2", "queue a", "queue w",
		"queue x" };
	char got[1024];

	for (unsigned int run = 1; run <= 60; run++) {
		uint32_t seed = run, id;

		script_begin(run & 1);
		script_act("queue a b w x c d s s", got, sizeof(got));
		for (int i = 0; i < 150; i++) {
			seed = seed * 1664525u + 1013904223u;
			script_act(acts[(seed >> 16) % (sizeof(acts) / sizeof(acts[0]))], got,
				sizeof(got));
			CU_ASSERT(fake_sinks_open() <= 1);
		}
		script_act("gate 0", got, sizeof(got));
		script_act("hold 0", got, sizeof(got));
		script_act("device back", got, sizeof(got));
		script_act("late 0", got, sizeof(got));
		script_act("stop", got, sizeof(got));
		script_act("open", got, sizeof(got));
		CU_ASSERT_STRING_EQUAL(got, "0 0");
		id = zc_queue_add(queue, "b", 0);
		zc_player_seek(player, id, 5, NULL);
		script_settle();
		fake_engine_elapse(1);
		script_settle();
		CU_ASSERT_EQUAL(player->wanted.song_id, id);
		CU_ASSERT_EQUAL(player->wanted.state, ZC_STATE_PLAYING);
		script_end();
	}
}

#define T(id)                                                                                  \
	{                                                                                      \
#id, id                                                                        \
	}
/* clang-format off */
ZC_UNIT_MAIN("player",
	T(plays_two_songs_without_a_gap),
	T(pause_keeps_the_device),
	T(stop_hands_the_device_back),
	T(pause_before_anything_is_open_waits),
	T(seeks_within_the_song),
	T(a_seek_past_the_end_is_the_end),
	T(only_the_last_of_many_seeks_counts),
	T(seek_to_another_song_plays_it_there),
	T(a_seek_that_came_too_late_still_means_its_song),
	T(only_the_last_of_many_nexts_counts),
	T(songs_that_were_skipped_are_not_opened),
	T(next_while_paused_plays),
	T(prev_of_the_first_begins_it_again),
	T(another_format_reopens_the_device),
	T(short_songs_are_opened_in_numbers),
	T(a_deleted_song_is_taken_back),
	T(a_moved_song_plays_in_its_new_place),
	T(a_song_deleted_too_late_is_cut_off_at_the_joint),
	T(the_joint_passes_while_a_flush_is_under_way),
	T(single_turned_on_too_late_stops_at_the_joint),
	T(deleting_the_current_song_plays_the_next),
	T(clearing_the_queue_stops),
	T(restores_playing),
	T(restores_paused_without_opening_anything),
	T(restores_stopped),
	T(another_device_is_used_when_playing_begins_next),
	T(a_device_configured_while_another_is_looked_for_is_used),
	T(a_device_configured_while_another_is_opened_is_used),
	T(a_sink_opened_for_the_play_before_is_not_used),
	T(bad_ids_and_positions_are_refused),
	T(an_engine_that_does_not_answer_is_detected),
	T(random_commands_leave_nothing_behind))
