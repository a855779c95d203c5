/* How the player asks for receipts and collects them. The fake engine sends the verifier
 * nothing, so none can be complete. */
#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(no_receipt_unless_asked_for,
	DO("queue a"),
	DO("play"),
	EXPECT("elapse 10", "stop 0@0.0 >0"),
	EXPECT("receipt", "none"))

SCENARIO(each_track_gets_one,
	DO("verify 1"),
	DO("queue a b w"),
	DO("play"),
	EXPECT("elapse 10", "play 2@0.0 >3"),
	EXPECT("played", "1: a 0 441000"),
	EXPECT("receipt", "incomplete"),
	EXPECT("elapse 3", "play 2@3.0 >3"),
	EXPECT("next", "play 3@0.0 >0"),
	EXPECT("receipt", "incomplete"),
	EXPECT("seek 3 5", "play 3@5.0 >0"),
	EXPECT("stop", "stop 3@0.0 >0"),
	EXPECT("played", "3: w -125 0"),
	EXPECT("receipt", "incomplete"),
	EXPECT("open", "0 0"))

SCENARIO(a_failed_track_has_one_too,
	DO("verify 1"),
	DO("queue a b"),
	DO("play"),
	DO("elapse 2"),
	DO("fail 0 -5"),
	EXPECT("receipt", "failed"),
	DO("elapse 2"),
	DO("lose -19"),
	EXPECT("receipt", "incomplete"))

SCENARIO(in_force_with_the_next_device,
	DO("queue a b w"),
	DO("play"),
	DO("verify 1"),
	DO("elapse 10"),
	EXPECT("receipt", "none"),
	DO("elapse 10"),
	EXPECT("receipt", "none"),
	DO("elapse 5"),
	DO("verify 0"),
	DO("elapse 5"),
	EXPECT("receipt", "incomplete"),
	DO("play 1"),
	DO("elapse 10"),
	EXPECT("receipt", "none"))

SCENARIO(freeing_the_player_gives_up_receipts,
	DO("verify 1"),
	DO("queue a b"),
	DO("play"),
	DO("elapse 10"),
	DO("elapse 3"))
/* clang-format on */

ZC_UNIT_MAIN("player verify", { "no receipt unless asked for", no_receipt_unless_asked_for },
	{ "each track gets one", each_track_gets_one },
	{ "a failed track has one, too", a_failed_track_has_one_too },
	{ "in force with the next device", in_force_with_the_next_device },
	{ "freeing the player gives up receipts", freeing_the_player_gives_up_receipts })
