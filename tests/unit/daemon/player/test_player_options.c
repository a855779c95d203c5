#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(single_stops_and_goes_on_behind,
	DO("queue a b"),
	DO("set single 1"),
	SEE("play", "play 1@0.0 >0"),
	SEE("hear 10", "stop 2@0.0 >0"),
	SEE("open", "0 0"),
	SEE("play", "play 2@0.0 >0"),
	SEE("hear 10", "stop 0@0.0 >0"))

SCENARIO(single_oneshot_resets_itself,
	DO("queue a b c"),
	DO("set single 2"),
	DO("play"),
	DO("changed"),
	SEE("hear 10", "stop 2@0.0 >3"),
	SEE("changed", "player options output"),
	SEE("play", "play 2@0.0 >3"),
	SEE("hear 10", "play 3@0.0 >0"))

SCENARIO(repeat_single_plays_one_song_over_and_over,
	DO("queue a b"),
	DO("set repeat 1"),
	DO("set single 1"),
	SEE("play", "play 1@0.0 >1"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:a@0"),
	SEE("hear 10", "play 1@0.0 >1"),
	SEE("hear 10", "play 1@0.0 >1"),
	SEE("sent", "QUEUE:a@0 QUEUE:a@0"),
	SEE("set single 0", "play 1@0.0 >2"),
	SEE("hear 10", "play 2@0.0 >1"),
	SEE("hear 10", "play 1@0.0 >2"))

SCENARIO(consume_removes_what_was_played,
	DO("queue a b c"),
	DO("set consume 1"),
	DO("play"),
	DO("changed"),
	DO("sent"),
	SEE("hear 10", "play 2@0.0 >3"),
	SEE("changed", "player playlist"),
	SEE("ids", "2 3"),
	SEE("sent", "QUEUE:c@0"),
	SEE("next", "play 3@0.0 >0"),
	SEE("ids", "3"),
	SEE("hear 10", "stop 0@0.0 >0"),
	SEE("ids", ""))

SCENARIO(consume_oneshot_resets_itself,
	DO("queue a b"),
	DO("set consume 2"),
	DO("play"),
	DO("changed"),
	SEE("hear 10", "play 2@0.0 >0"),
	SEE("changed", "player playlist options"),
	SEE("hear 10", "stop 0@0.0 >0"),
	SEE("ids", "2"))

SCENARIO(repeat_and_consume_come_to_an_end,
	DO("queue a b"),
	DO("set consume 1"),
	DO("set repeat 1"),
	SEE("play", "play 1@0.0 >2"),
	SEE("hear 10", "play 2@0.0 >0"),
	SEE("hear 10", "stop 0@0.0 >0"))

#define T(id) { #id, id }
ZC_UNIT_MAIN("player options",
	T(single_stops_and_goes_on_behind),
	T(single_oneshot_resets_itself),
	T(repeat_single_plays_one_song_over_and_over),
	T(consume_removes_what_was_played),
	T(consume_oneshot_resets_itself),
	T(repeat_and_consume_come_to_an_end))
