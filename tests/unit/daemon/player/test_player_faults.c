#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(a_missing_file_is_passed_over,
	DO("queue x a"),
	SEE("play", "play 2@0.0 >0 !/m/x: no such file"),
	SEE("ids", "1 2"),
	SEE("played", "1: x -2 0"),
	SEE("clear-error", "play 2@0.0 >0"),
	SEE("hear 10", "stop 0@0.0 >0"))

SCENARIO(a_missing_file_ahead_makes_no_gap,
	DO("queue a x y b"),
	DO("set consume 1"),
	SEE("play", "play 1@0.0 >2 !/m/y: no such file"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	SEE("hear 10", "play 4@0.0 >0 !/m/y: no such file"),
	SEE("ids", "2 3 4"),
	SEE("sent", ""))

SCENARIO(the_last_file_is_missing,
	DO("queue a x"),
	SEE("play", "play 1@0.0 >2 !/m/x: no such file"),
	SEE("hear 10", "stop 2@0.0 >0 !/m/x: no such file"),
	SEE("open", "0 0"))

SCENARIO(where_all_files_are_missing_one_round_is_enough,
	DO("queue x y z"),
	DO("set repeat 1"),
	SEE("play 2", "stop 1@0.0 >2 !/m/x: no such file"),
	SEE("played", "3: x -2 0"),
	SEE("play", "stop 3@0.0 >1 !/m/z: no such file"))

SCENARIO(one_song_of_many_can_be_played_again_and_again,
	DO("queue x y a z"),
	DO("set repeat 1"),
	SEE("play", "play 3@0.0 >4 !/m/y: no such file"),
	DO("hear 10"),
	DO("hear 10"),
	DO("hear 10"),
	SEE("hear 5", "play 3@5.0 >4 !/m/y: no such file"))

SCENARIO(many_missing_files_ahead_are_passed_when_their_turn_comes,
	DO("queue a x x x x x x x x x x x x x x x x x x x x x x b"),
	SEE("play", "play 1@0.0 >2 !/m/x: no such file"),
	SEE("hear 10", "play 24@0.0 >0 !/m/x: no such file"),
	SEE("played", "23: x -2 0"),
	SEE("hear 10", "stop 0@0.0 >0 !/m/x: no such file"))

SCENARIO(a_read_error_in_the_middle_plays_the_next,
	DO("queue a b"),
	DO("play"),
	DO("hear 3"),
	SEE("fail 0 -5", "play 2@0.0 >0 !a: reading failed at frame 132300: Input/output error"),
	SEE("played", "1: a -5 132300"),
	SEE("ids", "1 2"))

SCENARIO(a_file_that_shrank_plays_what_is_there,
	DO("queue a b"),
	DO("play"),
	DO("hear 3"),
	SEE("fail 0 -61", "play 2@0.0 >0 !a: the file ended at frame 132300 of 441000: it is damaged, or shrank "
		"while it played"),
	SEE("played", "1: a -61 132300"))

SCENARIO(a_file_that_fails_before_its_turn_is_passed_over,
	DO("queue a b c"),
	DO("play"),
	SEE("fail 1 -5", "play 1@0.0 >2 !b: reading failed at frame 0: Input/output error"),
	SEE("hear 10", "play 3@0.0 >0 !b: reading failed at frame 0: Input/output error"),
	SEE("played", "2: a 0 441000"))

SCENARIO(a_song_that_fails_at_once_does_not_repeat_for_ever,
	DO("queue a b"),
	DO("set repeat 1"),
	DO("play"),
	DO("fail 0 -5"),
	SEE("fail 0 -5", "stop 2@0.0 >1 !b: reading failed at frame 0: Input/output error"),
	SEE("open", "0 0"))

SCENARIO(a_busy_device_is_tried_again_when_asked,
	DO("queue a"),
	DO("device busy"),
	SEE("play", "stop 1@0.0 >0 !device hw:fake: cannot be opened"),
	SEE("open", "0 0"),
	SEE("ids", "1"),
	SEE("pass 10", "stop 1@0.0 >0 !device hw:fake: cannot be opened"),
	DO("device back"),
	SEE("play", "play 1@0.0 >0"),
	SEE("sent", "SINK QUEUE:a@0"))

SCENARIO(a_device_that_is_not_there_is_looked_for_when_asked,
	DO("queue a"),
	DO("play"), DO("stop"),
	DO("device gone"),
	SEE("play", "stop 1@0.0 >0 !device auto: cannot be found"),
	SEE("play", "stop 1@0.0 >0 !device auto: cannot be found"),
	DO("device back"),
	SEE("play", "play 1@0.0 >0"))

SCENARIO(a_format_that_the_device_refuses_is_passed_over,
	DO("queue a w"),
	DO("device refuses"),
	SEE("play", "stop 2@0.0 >0 !device hw:fake: cannot be opened"),
	SEE("played", "2: w -22 0"),
	SEE("ids", "1 2"),
	SEE("open", "0 0"))

#define GONE " !device hw:fake is gone: plug it in again; playing goes on when it is back"
SCENARIO(a_lost_device_is_waited_for,
	DO("queue a b"),
	DO("play"),
	DO("hear 4"),
	DO("device gone"),
	SEE("lose -19", "pause 1@4.0 >2" GONE),
	SEE("open", "0 0"),
	SEE("pass 2", "pause 1@4.0 >2" GONE),
	SEE("pass 2", "pause 1@4.0 >2" GONE),
	SEE("device back", "pause 1@4.0 >2" GONE),
	DO("sent"),
	SEE("pass 2", "play 1@4.0 >2"),
	SEE("sent", "SINK QUEUE:a@176400 QUEUE:b@0"),
	SEE("hear 6", "play 2@0.0 >0"),
	SEE("played", "2: a 0 264600"))

SCENARIO(a_device_that_stands_still_is_waited_for,
	DO("queue a b"),
	DO("set consume 1"),
	DO("play"),
	DO("hear 4"),
	SEE("lose -62", "pause 1@4.0 >2 !device hw:fake does not move any more: reset or replug it; "
		"playing goes on when it is back"),
	SEE("ids", "1 2"),
	SEE("played", "1: a -125 176400"),
	DO("pass 2"),
	SEE("hear 1", "play 1@5.0 >2"))

SCENARIO(a_device_that_refuses_is_waited_for,
	DO("queue a"),
	DO("play"),
	DO("hear 4"),
	SEE("lose -5", "pause 1@4.0 >0 !device hw:fake failed (Input/output error): reset or replug it; "
		"playing goes on when it is back"),
	SEE("played", "1: a -125 176400"),
	SEE("pass 2", "play 1@4.0 >0"))

/* The engine's events of one loss may be read in two batches. */
SCENARIO(tracks_of_a_lost_device_come_back_before_it_does,
	DO("queue a b"),
	DO("play"),
	DO("hear 4"),
	DO("sent"),
	SEE("lose-tracks -5", "play 1@4.0 >2"),
	SEE("sent", ""),
	SEE("lose-sink -5", "pause 1@4.0 >2 !device hw:fake failed (Input/output error): reset or replug it; "
		"playing goes on when it is back"),
	SEE("played", "1: a -125 176400"),
	SEE("pass 2", "play 1@4.0 >2"),
	SEE("sent", "SINK QUEUE:a@176400 QUEUE:b@0"))

/* A file system may answer so as well. */
SCENARIO(a_file_whose_disk_is_gone_is_a_read_error,
	DO("queue a b c"),
	DO("play"),
	DO("hear 3"),
	SEE("fail 0 -19", "play 2@0.0 >3 !a: reading failed at frame 132300: No such device"),
	SEE("played", "1: a -19 132300"),
	SEE("fail 0 -62", "play 3@0.0 >0 !b: reading failed at frame 0: Timer expired"))

SCENARIO(a_lost_device_comes_back_busy,
	DO("queue a"),
	DO("play"),
	DO("hear 4"),
	DO("device busy"),
	SEE("lose -19", "pause 1@4.0 >0" GONE),
	SEE("pass 2", "pause 1@4.0 >0 !device hw:fake: cannot be opened"),
	DO("device back"),
	SEE("pass 2", "play 1@4.0 >0"),
	SEE("open", "1 1"))

SCENARIO(a_lost_device_is_not_waited_for_once_paused,
	DO("queue a"),
	DO("play"),
	DO("hear 4"),
	DO("lose -19"),
	SEE("pause", "pause 1@4.0 >0" GONE),
	SEE("pass 10", "pause 1@4.0 >0" GONE),
	SEE("play", "play 1@4.0 >0"))

SCENARIO(a_lost_device_and_stop,
	DO("queue a"),
	DO("play"),
	DO("lose -19"),
	SEE("stop", "stop 1@0.0 >0" GONE),
	SEE("pass 10", "stop 1@0.0 >0" GONE),
	SEE("play", "play 1@0.0 >0"))

SCENARIO(a_device_lost_while_paused_is_opened_on_resume,
	DO("queue a"),
	DO("play"),
	DO("hear 4"),
	DO("pause"),
	SEE("lose -19", "pause 1@4.0 >0" GONE),
	SEE("pass 10", "pause 1@4.0 >0" GONE),
	DO("sent"),
	SEE("resume", "play 1@4.0 >0"),
	SEE("sent", "RESUME SINK QUEUE:a@176400"))

/* What was queued on it is refused as well, through no fault of the file. */
SCENARIO(a_sink_that_the_engine_refuses_is_opened_again,
	DO("queue a b"),
	DO("seek 1 2"),
	DO("stop"),
	DO("refuse-sink"),
	DO("sent"),
	SEE("seek 1 3", "play 1@3.0 >2"),
	SEE("sent", "SINK QUEUE:a@132300 QUEUE:b@0 SINK QUEUE:a@132300 QUEUE:b@0"),
	SEE("played", "1: a -125 0"),
	SEE("open", "2 1"))

SCENARIO(a_seek_survives_a_sink_that_is_refused,
	DO("queue a"),
	DO("hold 1"),
	DO("refuse-sink"),
	DO("play"),
	SEE("seek 1 5", "play 1@5.0 >0"),
	SEE("hold 0", "play 1@5.0 >0"),
	SEE("sent", "SINK QUEUE:a@0 SEEK@220500 SINK QUEUE:a@220500"))

SCENARIO(a_file_that_does_not_answer_is_given_up,
	DO("hang c"),
	DO("queue c a"),
	SEE("play", "play 1@0.0 >2"),
	SEE("pass 19", "play 1@0.0 >2"),
	SEE("pass 4", "play 2@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	SEE("played", "1: c -110 0"),
	SEE("hear 10", "stop 0@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"))

SCENARIO(a_file_ahead_that_does_not_answer_makes_no_gap,
	DO("hang c"),
	DO("queue a c b"),
	DO("play"),
	SEE("pass 23", "play 1@0.0 >2 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	SEE("hear 10", "play 3@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	SEE("sent", "SINK QUEUE:a@0 QUEUE:b@0"))

SCENARIO(reads_that_the_kernel_refuses_are_warned_of,
	DO("queue a"),
	DO("play"),
	SEE("warned", ""),
	SEE("no-uring -1", "play 1@0.0 >0"),
	SEE("warned", "io_uring_enter fails (Operation not permitted): from now on files are read by pread and "
		"copied; allow the io_uring system calls to the daemon, then restart it"))

#define T(id) { #id, id }
ZC_UNIT_MAIN("player faults",
	T(a_missing_file_is_passed_over),
	T(a_missing_file_ahead_makes_no_gap),
	T(the_last_file_is_missing),
	T(where_all_files_are_missing_one_round_is_enough),
	T(one_song_of_many_can_be_played_again_and_again),
	T(many_missing_files_ahead_are_passed_when_their_turn_comes),
	T(a_read_error_in_the_middle_plays_the_next),
	T(a_file_that_shrank_plays_what_is_there),
	T(a_file_that_fails_before_its_turn_is_passed_over),
	T(a_song_that_fails_at_once_does_not_repeat_for_ever),
	T(a_busy_device_is_tried_again_when_asked),
	T(a_device_that_is_not_there_is_looked_for_when_asked),
	T(a_format_that_the_device_refuses_is_passed_over),
	T(a_lost_device_is_waited_for),
	T(a_device_that_stands_still_is_waited_for),
	T(a_device_that_refuses_is_waited_for),
	T(tracks_of_a_lost_device_come_back_before_it_does),
	T(a_file_whose_disk_is_gone_is_a_read_error),
	T(a_lost_device_comes_back_busy),
	T(a_lost_device_is_not_waited_for_once_paused),
	T(a_lost_device_and_stop),
	T(a_device_lost_while_paused_is_opened_on_resume),
	T(a_sink_that_the_engine_refuses_is_opened_again),
	T(a_seek_survives_a_sink_that_is_refused),
	T(a_file_that_does_not_answer_is_given_up),
	T(a_file_ahead_that_does_not_answer_makes_no_gap),
	T(reads_that_the_kernel_refuses_are_warned_of))
