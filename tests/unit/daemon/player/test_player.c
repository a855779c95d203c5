#include "tests/unit/unit.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "daemon/player/player_state.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(plays_two_songs_without_a_gap,
	SEE("queue a b", "stop 0@0.0 >0"),
	SEE("play", "play 1@0.0 >2"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	SEE("open", "2 1"),
	SEE("hear 4", "play 1@4.0 >2"),
	SEE("hear 6", "play 2@0.0 >0"),
	SEE("played", "1: a 0 441000"),
	SEE("changed", "player output"),
	SEE("hear 9", "play 2@9.0 >0"),
	SEE("sent", ""),
	SEE("hear 1", "stop 0@0.0 >0"),
	SEE("sent", "RELEASE"),
	SEE("open", "0 0"),
	SEE("played", "2: b 0 441000"))

SCENARIO(pause_keeps_the_device,
	DO("queue a"),
	DO("play"),
	SEE("hear 3", "play 1@3.0 >0"),
	SEE("pause", "pause 1@3.0 >0"),
	SEE("pause", "pause 1@3.0 >0"),
	SEE("hear 3", "pause 1@3.0 >0"),
	SEE("open", "1 1"),
	SEE("play", "play 1@3.0 >0"),
	SEE("sent", "SINK QUEUE:a@0 PAUSE RESUME"))

SCENARIO(stop_hands_the_device_back,
	DO("queue a b"),
	SEE("play 2", "play 2@0.0 >0"),
	DO("hear 1"),
	SEE("stop", "stop 2@0.0 >0"),
	SEE("open", "0 0"),
	SEE("sent", "SINK QUEUE:b@0 STOP RELEASE"),
	SEE("played", "1: b -125 44100"),
	SEE("next", "stop 2@0.0 >0"),
	SEE("play", "play 2@0.0 >0"))

SCENARIO(pause_before_anything_is_open_waits,
	DO("queue a"),
	DO("gate 1"),
	SEE("play", "play 1@0.0 >0"),
	SEE("pause", "pause 1@0.0 >0"),
	SEE("gate 0", "pause 1@0.0 >0"),
	SEE("sent", ""),
	SEE("resume", "play 1@0.0 >0"),
	SEE("sent", "SINK QUEUE:a@0"))

SCENARIO(seeks_within_the_song,
	DO("queue a b"),
	DO("play"),
	DO("hear 1"),
	SEE("seek 1 7.5", "play 1@7.5 >2"),
	SEE("hear 1", "play 1@8.5 >2"),
	DO("pause"),
	SEE("seek 1 2", "pause 1@2.0 >2"),
	SEE("resume", "play 1@2.0 >2"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0 SEEK@330750 PAUSE SEEK@88200 RESUME"),
	SEE("hear 8", "play 2@0.0 >0"),
	/* 1 s, then 7.5 to 8.5, then 2 to 10. */
	SEE("played", "1: a 0 441000"))

SCENARIO(a_seek_past_the_end_is_the_end,
	DO("queue a b"),
	DO("play"),
	SEE("seek 1 99", "play 1@10.0 >2"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0 SEEK@440999"),
	SEE("hear 1", "play 2@1.0 >0"))

SCENARIO(of_a_seek_storm_only_the_last_counts,
	DO("queue a"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	SEE("seek 1 1", "play 1@1.0 >0"),
	SEE("seek 1 2", "play 1@2.0 >0"),
	SEE("seek 1 3", "play 1@3.0 >0"),
	SEE("seek 1 4", "play 1@4.0 >0"),
	SEE("sent", "SEEK@44100"),
	SEE("hold 0", "play 1@4.0 >0"),
	SEE("sent", "SEEK@176400"))

SCENARIO(seek_to_another_song_plays_it_there,
	DO("queue a b c"),
	DO("play"),
	SEE("seek 3 5", "play 3@5.0 >0"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0 STOP QUEUE:c@220500"),
	DO("stop"),
	SEE("seek 2 1", "play 2@1.0 >3"))

SCENARIO(a_seek_that_came_too_late_still_means_its_song,
	DO("queue a b"),
	DO("play"),
	DO("hear 9.9"),
	DO("hold 1"),
	DO("seek 1 5"),
	DO("hear 0.2"),
	SEE("hold 0", "play 1@5.0 >2"),
	SEE("hear 5", "play 2@0.0 >0"))

SCENARIO(of_many_next_only_the_last_counts,
	DO("queue a b c d a b c d"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	DO("next"), DO("next"), DO("next"), DO("next"),
	SEE("next", "play 6@0.0 >7"),
	SEE("sent", "STOP"),
	SEE("hold 0", "play 6@0.0 >7"),
	SEE("sent", "QUEUE:b@0 QUEUE:c@0"),
	SEE("open", "2 1"))

SCENARIO(songs_that_were_skipped_are_not_opened,
	DO("queue a b c d"),
	DO("gate 1"),
	DO("play"),
	DO("next"), DO("next"),
	SEE("prev", "play 2@0.0 >3"),
	SEE("gate 0", "play 2@0.0 >3"),
	SEE("sent", "SINK QUEUE:b@0 QUEUE:c@0"),
	SEE("open", "2 1"))

SCENARIO(next_while_paused_plays,
	DO("queue a b"),
	DO("play"),
	DO("pause"),
	DO("sent"),
	SEE("next", "play 2@0.0 >0"),
	SEE("sent", "STOP RESUME QUEUE:b@0"),
	SEE("next", "stop 0@0.0 >0"),
	SEE("play", "play 1@0.0 >2"))

SCENARIO(prev_of_the_first_begins_it_again,
	DO("queue a b"),
	DO("play"),
	DO("hear 5"),
	SEE("prev", "play 1@0.0 >2"),
	SEE("play 2", "play 2@0.0 >0"),
	SEE("prev", "play 1@0.0 >2"))

SCENARIO(another_format_reopens_the_device,
	DO("queue a w b"),
	DO("play"),
	SEE("sent", "SINK QUEUE:a@0"),
	SEE("open", "2 1"),
	SEE("hear 10", "play 2@0.0 >3"),
	SEE("sent", "RELEASE SINK QUEUE:w@0"),
	SEE("hear 9", "play 2@9.0 >3"),
	SEE("stop", "stop 2@0.0 >3"),
	SEE("open", "0 0"))

SCENARIO(short_songs_are_opened_in_numbers,
	DO("queue s s s s s s s s"),
	SEE("play", "play 1@0.0 >2"),
	SEE("sent", "SINK QUEUE:s@0 QUEUE:s@0 QUEUE:s@0 QUEUE:s@0 QUEUE:s@0"),
	SEE("hear 0.2", "play 3@0.0 >4"),
	DO("hear 0.3"),
	SEE("hear 0.3", "stop 0@0.0 >0"),
	SEE("played", "8: s 0 4410"))

SCENARIO(a_deleted_song_is_taken_back,
	DO("queue a b c"),
	DO("play"),
	DO("sent"),
	SEE("delete 1 2", "play 1@0.0 >3"),
	SEE("sent", "FLUSH QUEUE:c@0"),
	SEE("hear 10", "play 3@0.0 >0"),
	SEE("open", "1 1"))

SCENARIO(what_was_moved_plays_in_its_new_place,
	DO("queue a b c"),
	DO("play"),
	DO("sent"),
	DO("hold 1"),
	DO("move 2 1"), DO("move 2 1"), SEE("move 2 1", "play 1@0.0 >3"),
	SEE("sent", "FLUSH"),
	DO("hold 0"),
	SEE("sent", "QUEUE:c@0"),
	SEE("hear 10", "play 3@0.0 >2"))

SCENARIO(too_late_to_take_back_is_put_right_at_the_joint,
	DO("queue a b c"),
	DO("play"),
	DO("hear 9.9"),
	DO("late 1"),
	DO("sent"),
	SEE("delete 1 2", "play 1@9.9 >3"),
	SEE("sent", "FLUSH"),
	SEE("hear 0.2", "play 3@0.0 >0"),
	SEE("sent", "STOP QUEUE:c@0"),
	SEE("open", "1 1"))

SCENARIO(the_joint_passes_while_a_flush_is_under_way,
	DO("queue a b c"),
	DO("play"),
	DO("hear 9.9"),
	DO("hold 1"),
	DO("delete 1 2"),
	DO("hear 0.2"),
	SEE("hold 0", "play 3@0.0 >0"),
	SEE("open", "1 1"))

SCENARIO(single_turned_on_too_late_stops_at_the_joint,
	DO("queue a b"),
	DO("play"),
	DO("hear 9.9"),
	DO("late 1"),
	SEE("set single 1", "play 1@9.9 >0"),
	SEE("hear 0.2", "stop 2@0.0 >0"),
	SEE("open", "0 0"))

SCENARIO(deleting_the_current_song_plays_the_next,
	DO("queue a b c d"),
	DO("play 2"),
	DO("hear 2"),
	SEE("delete 0 3", "play 4@0.0 >0"),
	DO("pause"),
	SEE("delete 0 1", "stop 0@0.0 >0"),
	SEE("open", "0 0"))

SCENARIO(clearing_the_queue_stops,
	DO("queue a b c"),
	DO("play"),
	SEE("delete 0 3", "stop 0@0.0 >0"),
	SEE("open", "0 0"),
	SEE("play", "stop 0@0.0 >0"))

SCENARIO(restores_playing,
	DO("queue a b"),
	SEE("restore play 1 6", "play 1@6.0 >2"),
	SEE("sent", "SINK QUEUE:a@264600 QUEUE:b@0"))

SCENARIO(restores_paused_without_opening_anything,
	DO("queue a b"),
	SEE("restore pause 2 6", "pause 2@6.0 >0"),
	SEE("open", "0 0"),
	SEE("sent", ""),
	SEE("seek 2 3", "pause 2@3.0 >0"),
	SEE("play", "play 2@3.0 >0"),
	SEE("sent", "SINK QUEUE:b@132300"))

SCENARIO(restores_stopped,
	DO("queue a b"),
	SEE("restore stop 2 6", "stop 2@0.0 >0"),
	SEE("restore play 9 6", "stop 2@0.0 >0"),
	SEE("play", "play 2@0.0 >0"))

SCENARIO(another_device_is_used_when_playing_begins_next,
	DO("queue a b"),
	DO("play"),
	DO("hear 1"),
	SEE("reload", "play 1@1.0 >2"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	SEE("reload", "play 1@1.0 >2"),
	DO("stop"),
	DO("reload"),
	DO("reload"),
	SEE("play", "play 1@0.0 >2"))
SCENARIO(a_device_configured_while_another_is_looked_for_is_used,
	DO("queue a"),
	DO("gate 1"),
	DO("play"),
	DO("reload hw:one"),
	DO("reload hw:two"),
	DO("reload hw:three"),
	SEE("gate 0", "play 1@0.0 >0"),
	SEE("used", "hw:three"),
	SEE("open", "1 1"))

SCENARIO(a_device_configured_while_another_is_opened_is_used,
	DO("queue a"),
	DO("gate-device 1"),
	DO("play"),
	DO("reload hw:two"),
	SEE("gate-device 0", "play 1@0.0 >0"),
	SEE("used", "hw:two"),
	SEE("open", "1 1"))

SCENARIO(a_sink_opened_for_the_play_before_is_not_used,
	DO("queue a"),
	DO("gate-device 1"),
	DO("play"),
	DO("stop"),
	DO("reload hw:two"),
	DO("play"),
	SEE("gate-device 0", "play 1@0.0 >0"),
	SEE("used", "hw:two"),
	SEE("sent", "SINK QUEUE:a@0"),
	SEE("open", "1 1"))
/* clang-format on */

static void
bad_ids_and_places_are_told(void)
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
an_engine_that_does_not_answer_is_noticed(void)
{
	script_begin(false);
	CU_ASSERT(zc_player_alive(player));
	script_settle();
	CU_ASSERT(zc_player_alive(player));
	/* The question of the last call is still open, and nothing moved. */
	CU_ASSERT_FALSE(zc_player_alive(player));
	CU_ASSERT_FALSE(zc_player_alive(player));
	script_settle();
	CU_ASSERT(zc_player_alive(player));
	script_end();
}

/* Any mix of commands, at any moment, leaks nothing and ends in what was asked last. */
static void
random_commands_leave_nothing_behind(void)
{
	static const char *const acts[] = { "play 1", "play 2", "play 3", "play 4", "next",
		"prev", "pause", "resume", "stop", "seek 1 3", "seek 2 9.9", "seek 3 0.5",
		"hear 0.3", "hear 4", "hear 10", "hold 1", "hold 0", "gate 1", "gate 0",
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
		fake_engine_hear(1);
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
	T(of_a_seek_storm_only_the_last_counts),
	T(seek_to_another_song_plays_it_there),
	T(a_seek_that_came_too_late_still_means_its_song),
	T(of_many_next_only_the_last_counts),
	T(songs_that_were_skipped_are_not_opened),
	T(next_while_paused_plays),
	T(prev_of_the_first_begins_it_again),
	T(another_format_reopens_the_device),
	T(short_songs_are_opened_in_numbers),
	T(a_deleted_song_is_taken_back),
	T(what_was_moved_plays_in_its_new_place),
	T(too_late_to_take_back_is_put_right_at_the_joint),
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
	T(bad_ids_and_places_are_told),
	T(an_engine_that_does_not_answer_is_noticed),
	T(random_commands_leave_nothing_behind))
