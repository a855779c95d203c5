#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(after_single_stops_play_goes_on_behind,
	DO("queue a b"),
	DO("set single 1"),
	EXPECT("play", "play 1@0.0 >0"),
	EXPECT("elapse 10", "stop 2@0.0 >0"),
	EXPECT("open", "0 0"),
	EXPECT("play", "play 2@0.0 >0"),
	EXPECT("elapse 10", "stop 0@0.0 >0"))

SCENARIO(single_oneshot_resets_itself,
	DO("queue a b c"),
	DO("set single 2"),
	DO("play"),
	DO("changed"),
	EXPECT("elapse 10", "stop 2@0.0 >3"),
	EXPECT("changed", "player options output"),
	EXPECT("play", "play 2@0.0 >3"),
	EXPECT("elapse 10", "play 3@0.0 >0"))

SCENARIO(repeat_single_plays_one_song_over_and_over,
	DO("queue a b"),
	DO("set repeat 1"),
	DO("set single 1"),
	EXPECT("play", "play 1@0.0 >1"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:a@0"),
	EXPECT("elapse 10", "play 1@0.0 >1"),
	EXPECT("elapse 10", "play 1@0.0 >1"),
	EXPECT("sent", "QUEUE:a@0 QUEUE:a@0"),
	EXPECT("set single 0", "play 1@0.0 >2"),
	EXPECT("elapse 10", "play 2@0.0 >1"),
	EXPECT("elapse 10", "play 1@0.0 >2"))

SCENARIO(consume_removes_played_songs,
	DO("queue a b c"),
	DO("set consume 1"),
	DO("play"),
	DO("changed"),
	DO("sent"),
	EXPECT("elapse 10", "play 2@0.0 >3"),
	EXPECT("changed", "player playlist"),
	EXPECT("ids", "2 3"),
	EXPECT("sent", "QUEUE:c@0"),
	EXPECT("next", "play 3@0.0 >0"),
	EXPECT("ids", "3"),
	EXPECT("elapse 10", "stop 0@0.0 >0"),
	EXPECT("ids", ""))

SCENARIO(consume_oneshot_resets_itself,
	DO("queue a b"),
	DO("set consume 2"),
	DO("play"),
	DO("changed"),
	EXPECT("elapse 10", "play 2@0.0 >0"),
	EXPECT("changed", "player playlist options"),
	EXPECT("elapse 10", "stop 0@0.0 >0"),
	EXPECT("ids", "2"))

SCENARIO(repeat_and_consume_come_to_an_end,
	DO("queue a b"),
	DO("set consume 1"),
	DO("set repeat 1"),
	EXPECT("play", "play 1@0.0 >2"),
	EXPECT("elapse 10", "play 2@0.0 >0"),
	EXPECT("elapse 10", "stop 0@0.0 >0"))

#define T(id) { #id, id }
ZC_UNIT_MAIN("player options",
	T(after_single_stops_play_goes_on_behind),
	T(single_oneshot_resets_itself),
	T(repeat_single_plays_one_song_over_and_over),
	T(consume_removes_played_songs),
	T(consume_oneshot_resets_itself),
	T(repeat_and_consume_come_to_an_end))
