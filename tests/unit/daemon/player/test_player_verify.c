/* Receipts as the player asks for them and takes them. The fake engine tells the verifier
 * nothing, so none can be complete. */
#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(none_unless_asked_for,
	DO("queue a"),
	DO("play"),
	SEE("hear 10", "stop 0@0.0 >0"),
	SEE("receipt", "none"))

SCENARIO(each_track_gets_one,
	DO("verify 1"),
	DO("queue a b w"),
	DO("play"),
	SEE("hear 10", "play 2@0.0 >3"),
	SEE("played", "1: a 0 441000"),
	SEE("receipt", "incomplete"),
	SEE("hear 3", "play 2@3.0 >3"),
	SEE("next", "play 3@0.0 >0"),
	SEE("receipt", "incomplete"),
	SEE("seek 3 5", "play 3@5.0 >0"),
	SEE("stop", "stop 3@0.0 >0"),
	SEE("played", "3: w -125 0"),
	SEE("receipt", "incomplete"),
	SEE("open", "0 0"))

SCENARIO(what_failed_has_one_too,
	DO("verify 1"),
	DO("queue a b"),
	DO("play"),
	DO("hear 2"),
	DO("fail 0 -5"),
	SEE("receipt", "failed"),
	DO("hear 2"),
	DO("lose -19"),
	SEE("receipt", "incomplete"))

SCENARIO(in_force_with_the_next_device,
	DO("queue a b w"),
	DO("play"),
	DO("verify 1"),
	DO("hear 10"),
	SEE("receipt", "none"),
	DO("hear 10"),
	SEE("receipt", "none"),
	DO("hear 5"),
	DO("verify 0"),
	DO("hear 5"),
	SEE("receipt", "incomplete"),
	DO("play 1"),
	DO("hear 10"),
	SEE("receipt", "none"))

/* What is under way when the player is freed is given up. */
SCENARIO(the_end_waits_for_none,
	DO("verify 1"),
	DO("queue a b"),
	DO("play"),
	DO("hear 10"),
	DO("hear 3"))
/* clang-format on */

ZC_UNIT_MAIN("player verify", { "none unless asked for", none_unless_asked_for },
	{ "each track gets one", each_track_gets_one },
	{ "what failed has one, too", what_failed_has_one_too },
	{ "in force with the next device", in_force_with_the_next_device },
	{ "the end", the_end_waits_for_none })
