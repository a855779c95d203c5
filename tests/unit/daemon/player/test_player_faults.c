#include "tests/unit/unit.h"

#include "tests/unit/daemon/player/player_script.h"

/* clang-format off */
SCENARIO(a_missing_file_is_skipped,
	DO("queue x a"),
	EXPECT("play", "play 2@0.0 >0 !/m/x: no such file"),
	EXPECT("ids", "1 2"),
	EXPECT("played", "1: x -2 0"),
	EXPECT("clear-error", "play 2@0.0 >0"),
	EXPECT("elapse 10", "stop 0@0.0 >0"))

SCENARIO(a_missing_file_ahead_makes_no_gap,
	DO("queue a x y b"),
	DO("set consume 1"),
	EXPECT("play", "play 1@0.0 >2 !/m/y: no such file"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0"),
	EXPECT("elapse 10", "play 4@0.0 >0 !/m/y: no such file"),
	EXPECT("ids", "2 3 4"),
	EXPECT("sent", ""))

SCENARIO(the_last_file_is_missing,
	DO("queue a x"),
	EXPECT("play", "play 1@0.0 >2 !/m/x: no such file"),
	EXPECT("elapse 10", "stop 2@0.0 >0 !/m/x: no such file"),
	EXPECT("open", "0 0"))

SCENARIO(where_all_files_are_missing_one_round_is_enough,
	DO("queue x y z"),
	DO("set repeat 1"),
	EXPECT("play 2", "stop 1@0.0 >2 !/m/x: no such file"),
	EXPECT("played", "3: x -2 0"),
	EXPECT("play", "stop 3@0.0 >1 !/m/z: no such file"))

SCENARIO(one_song_of_many_can_be_played_again_and_again,
	DO("queue x y a z"),
	DO("set repeat 1"),
	EXPECT("play", "play 3@0.0 >4 !/m/y: no such file"),
	DO("elapse 10"),
	DO("elapse 10"),
	DO("elapse 10"),
	EXPECT("elapse 5", "play 3@5.0 >4 !/m/y: no such file"))

SCENARIO(many_missing_files_ahead_are_skipped_in_their_turn,
	DO("queue a x x x x x x x x x x x x x x x x x x x x x x b"),
	EXPECT("play", "play 1@0.0 >2 !/m/x: no such file"),
	EXPECT("elapse 10", "play 24@0.0 >0 !/m/x: no such file"),
	EXPECT("played", "23: x -2 0"),
	EXPECT("elapse 10", "stop 0@0.0 >0 !/m/x: no such file"))

SCENARIO(a_read_error_in_the_middle_plays_the_next,
	DO("queue a b"),
	DO("play"),
	DO("elapse 3"),
	EXPECT("fail 0 -5", "play 2@0.0 >0 !a: reading failed at frame 132300: Input/output error"),
	EXPECT("played", "1: a -5 132300"),
	EXPECT("ids", "1 2"))

SCENARIO(a_file_that_shrank_plays_what_is_there,
	DO("queue a b"),
	DO("play"),
	DO("elapse 3"),
	EXPECT("fail 0 -61", "play 2@0.0 >0 !a: the file ended at frame 132300 of 441000: it is damaged, or shrank "
		"while it played"),
	EXPECT("played", "1: a -61 132300"))

SCENARIO(a_file_that_fails_before_its_turn_is_skipped,
	DO("queue a b c"),
	DO("play"),
	EXPECT("fail 1 -5", "play 1@0.0 >2 !b: reading failed at frame 0: Input/output error"),
	EXPECT("elapse 10", "play 3@0.0 >0 !b: reading failed at frame 0: Input/output error"),
	EXPECT("played", "2: a 0 441000"))

SCENARIO(a_song_that_fails_at_once_does_not_repeat_for_ever,
	DO("queue a b"),
	DO("set repeat 1"),
	DO("play"),
	DO("fail 0 -5"),
	EXPECT("fail 0 -5", "stop 2@0.0 >1 !b: reading failed at frame 0: Input/output error"),
	EXPECT("open", "0 0"))

SCENARIO(a_busy_device_is_tried_again_when_asked,
	DO("queue a"),
	DO("device busy"),
	EXPECT("play", "stop 1@0.0 >0 !device hw:fake: cannot be opened"),
	EXPECT("open", "0 0"),
	EXPECT("ids", "1"),
	EXPECT("pass 10", "stop 1@0.0 >0 !device hw:fake: cannot be opened"),
	DO("device back"),
	EXPECT("play", "play 1@0.0 >0"),
	EXPECT("sent", "SINK QUEUE:a@0"))

SCENARIO(a_missing_device_is_looked_for_at_each_play,
	DO("queue a"),
	DO("play"), DO("stop"),
	DO("device gone"),
	EXPECT("play", "stop 1@0.0 >0 !device auto: cannot be found"),
	EXPECT("play", "stop 1@0.0 >0 !device auto: cannot be found"),
	DO("device back"),
	EXPECT("play", "play 1@0.0 >0"))

SCENARIO(a_format_that_the_device_refuses_is_skipped,
	DO("queue a w"),
	DO("device refuses"),
	EXPECT("play", "stop 2@0.0 >0 !device hw:fake: cannot be opened"),
	EXPECT("played", "2: w -22 0"),
	EXPECT("ids", "1 2"),
	EXPECT("open", "0 0"))

#define GONE " !device hw:fake is gone: plug it in again; playing goes on when it is back"
SCENARIO(a_lost_device_is_waited_for,
	DO("queue a b"),
	DO("play"),
	DO("elapse 4"),
	DO("device gone"),
	EXPECT("lose -19", "pause 1@4.0 >2" GONE),
	EXPECT("open", "0 0"),
	EXPECT("pass 2", "pause 1@4.0 >2" GONE),
	EXPECT("pass 2", "pause 1@4.0 >2" GONE),
	EXPECT("device back", "pause 1@4.0 >2" GONE),
	DO("sent"),
	EXPECT("pass 2", "play 1@4.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@176400 QUEUE:b@0"),
	EXPECT("elapse 6", "play 2@0.0 >0"),
	EXPECT("played", "2: a 0 264600"))

SCENARIO(a_device_that_stands_still_is_waited_for,
	DO("queue a b"),
	DO("set consume 1"),
	DO("play"),
	DO("elapse 4"),
	EXPECT("lose -62", "pause 1@4.0 >2 !device hw:fake does not move any more: reset or replug it; "
		"playing goes on when it is back"),
	EXPECT("ids", "1 2"),
	EXPECT("played", "1: a -125 176400"),
	DO("pass 2"),
	EXPECT("elapse 1", "play 1@5.0 >2"))

SCENARIO(a_device_that_refuses_is_waited_for,
	DO("queue a"),
	DO("play"),
	DO("elapse 4"),
	EXPECT("lose -5", "pause 1@4.0 >0 !device hw:fake failed (Input/output error): reset or replug it; "
		"playing goes on when it is back"),
	EXPECT("played", "1: a -125 176400"),
	EXPECT("pass 2", "play 1@4.0 >0"))

/* The events of one loss may be read in two batches. */
SCENARIO(tracks_of_a_lost_device_come_back_before_it_does,
	DO("queue a b"),
	DO("play"),
	DO("elapse 4"),
	DO("sent"),
	EXPECT("lose-tracks -5", "play 1@4.0 >2"),
	EXPECT("sent", ""),
	EXPECT("lose-sink -5", "pause 1@4.0 >2 !device hw:fake failed (Input/output error): reset or replug it; "
		"playing goes on when it is back"),
	EXPECT("played", "1: a -125 176400"),
	EXPECT("pass 2", "play 1@4.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@176400 QUEUE:b@0"))

/* A file system may return the errors of a lost device. */
SCENARIO(a_file_whose_disk_is_gone_is_a_read_error,
	DO("queue a b c"),
	DO("play"),
	DO("elapse 3"),
	EXPECT("fail 0 -19", "play 2@0.0 >3 !a: reading failed at frame 132300: No such device"),
	EXPECT("played", "1: a -19 132300"),
	EXPECT("fail 0 -62", "play 3@0.0 >0 !b: reading failed at frame 0: Timer expired"))

SCENARIO(a_lost_device_comes_back_busy,
	DO("queue a"),
	DO("play"),
	DO("elapse 4"),
	DO("device busy"),
	EXPECT("lose -19", "pause 1@4.0 >0" GONE),
	EXPECT("pass 2", "pause 1@4.0 >0 !device hw:fake: cannot be opened"),
	DO("device back"),
	EXPECT("pass 2", "play 1@4.0 >0"),
	EXPECT("open", "1 1"))

SCENARIO(a_lost_device_is_not_waited_for_once_paused,
	DO("queue a"),
	DO("play"),
	DO("elapse 4"),
	DO("lose -19"),
	EXPECT("pause", "pause 1@4.0 >0" GONE),
	EXPECT("pass 10", "pause 1@4.0 >0" GONE),
	EXPECT("play", "play 1@4.0 >0"))

SCENARIO(a_lost_device_and_stop,
	DO("queue a"),
	DO("play"),
	DO("lose -19"),
	EXPECT("stop", "stop 1@0.0 >0" GONE),
	EXPECT("pass 10", "stop 1@0.0 >0" GONE),
	EXPECT("play", "play 1@0.0 >0"))

SCENARIO(a_device_lost_while_paused_is_opened_on_resume,
	DO("queue a"),
	DO("play"),
	DO("elapse 4"),
	DO("pause"),
	EXPECT("lose -19", "pause 1@4.0 >0" GONE),
	EXPECT("pass 10", "pause 1@4.0 >0" GONE),
	DO("sent"),
	EXPECT("resume", "play 1@4.0 >0"),
	EXPECT("sent", "RESUME SINK QUEUE:a@176400"))

/* The track that was queued on it is refused as well, which is not the file's fault. */
SCENARIO(a_sink_that_the_engine_refuses_is_opened_again,
	DO("queue a b"),
	DO("seek 1 2"),
	DO("stop"),
	DO("refuse-sink"),
	DO("sent"),
	EXPECT("seek 1 3", "play 1@3.0 >2"),
	EXPECT("sent", "SINK QUEUE:a@132300 QUEUE:b@0 SINK QUEUE:a@132300 QUEUE:b@0"),
	EXPECT("played", "1: a -125 0"),
	EXPECT("open", "2 1"))

SCENARIO(a_seek_survives_a_sink_that_is_refused,
	DO("queue a"),
	DO("hold 1"),
	DO("refuse-sink"),
	DO("play"),
	EXPECT("seek 1 5", "play 1@5.0 >0"),
	EXPECT("hold 0", "play 1@5.0 >0"),
	EXPECT("sent", "SINK QUEUE:a@0 SEEK@220500 SINK QUEUE:a@220500"))

SCENARIO(a_file_that_does_not_answer_is_given_up,
	DO("hang c"),
	DO("queue c a"),
	EXPECT("play", "play 1@0.0 >2"),
	EXPECT("pass 19", "play 1@0.0 >2"),
	EXPECT("pass 4", "play 2@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	EXPECT("played", "1: c -110 0"),
	EXPECT("elapse 10", "stop 0@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"))

SCENARIO(a_file_ahead_that_does_not_answer_makes_no_gap,
	DO("hang c"),
	DO("queue a c b"),
	DO("play"),
	EXPECT("pass 23", "play 1@0.0 >2 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	EXPECT("elapse 10", "play 3@0.0 >0 !/m/c: opening takes longer than 20 s: is the disk, or the file server, there?"),
	EXPECT("sent", "SINK QUEUE:a@0 QUEUE:b@0"))

SCENARIO(refused_io_uring_reads_cause_a_warning,
	DO("queue a"),
	DO("play"),
	EXPECT("warned", ""),
	EXPECT("no-uring -1", "play 1@0.0 >0"),
	EXPECT("warned", "io_uring_enter fails (Operation not permitted): from now on files are read by pread and "
		"copied; allow the io_uring system calls to the daemon, then restart it"))

#define T(id) { #id, id }
ZC_UNIT_MAIN("player faults",
	T(a_missing_file_is_skipped),
	T(a_missing_file_ahead_makes_no_gap),
	T(the_last_file_is_missing),
	T(where_all_files_are_missing_one_round_is_enough),
	T(one_song_of_many_can_be_played_again_and_again),
	T(many_missing_files_ahead_are_skipped_in_their_turn),
	T(a_read_error_in_the_middle_plays_the_next),
	T(a_file_that_shrank_plays_what_is_there),
	T(a_file_that_fails_before_its_turn_is_skipped),
	T(a_song_that_fails_at_once_does_not_repeat_for_ever),
	T(a_busy_device_is_tried_again_when_asked),
	T(a_missing_device_is_looked_for_at_each_play),
	T(a_format_that_the_device_refuses_is_skipped),
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
	T(refused_io_uring_reads_cause_a_warning))
