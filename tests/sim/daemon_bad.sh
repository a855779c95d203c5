#!/bin/sh
# What cannot be played is named and passed over; the queue stays as it is and the daemon lives.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"

sounds()
{
	m=$work/m
	mkdir "$m" && "$noise" "$m/good.wav" 30000 2 44100 16 1 &&
		"$noise" "$m/last.flac" 30000 2 44100 16 2 && : >"$m/empty.wav" &&
		echo "no sound" >"$m/text.wav" && head -c 60000 "$m/good.wav" >"$m/short.wav" &&
		head -c 30 "$m/good.wav" >"$m/head.wav" && cp "$m/good.wav" "$m/gone.wav" &&
		cp "$m/good.wav" "$m/folder.wav" && cp "$m/good.wav" "$m/fifo.wav" &&
		"$noise" "$m/long.wav" 176400 2 44100 16 3
}

# Queued as good files, then made bad, as it happens to people.
skipped()
{
	for name in good empty text short head gone folder fifo; do
		mpc add "$work/m/$name.wav" || return 1
	done
	mpc add "$work/m/last.flac" && rm "$work"/m/gone.wav "$work"/m/f*.wav &&
		mkdir "$work/m/folder.wav" && mkfifo "$work/m/fifo.wav" &&
		mpc playlist -f %file% >"$work/queue" && mpc play && until_true stopped
}

# The cut file is played as far as it goes: 44 bytes are its header.
heard()
{
	sox "$work/m/good.wav" "$work/part.wav" trim 0 14989s &&
		recorded "$work/m/good.wav" "$work/part.wav" "$work/m/last.flac"
}

queue_is_intact()
{
	mpc playlist -f %file% >"$work/now" && cmp "$work/now" "$work/queue"
}

# named FILE: an error in the log names it.
named()
{
	grep "error: .*$work/m/$1" "$work/log"
}

all_bad_with_repeat()
{
	mpc clear && mpc add "$work/m/empty.wav" && mpc add "$work/m/text.wav" &&
		mpc repeat on && mpc play && until_true stopped && mpc repeat off &&
		mpc status | grep "ERROR: .*$work/m/"
}

shrinks()
{
	mpc clear && mpc add "$work/m/long.wav" && mpc add "$work/m/last.flac" && mpc play &&
		until_true playing && truncate -s 400000 "$work/m/long.wav" && until_true stopped &&
		grep 'long.wav: failed (.*shrank while it played)' "$work/log" &&
		grep 'last.flac: played to its end.* = payload' "$work/log" && mpc status
}

# The device goes away twice on the way, and each time it comes back what was not heard yet is played.
device_is_lost()
{
	end_daemon && configure sim_clock=virtual sim_script=unplug@80000 state_file= &&
		start_daemon && "$noise" "$work/a.wav" 200000 2 44100 16 4 &&
		mpc add "$work/a.wav" && mpc play && until_true paused &&
		mpc status | grep 'ERROR: device sim is gone' && until_true stopped &&
		sox "$(recording 1)" "$(recording 2)" "$(recording 3)" "$work/whole.wav" &&
		"$played" "$work/whole.wav" "$work/a.wav"
}

plan 15
configure ring_ms=200
ok "sound files are made" sounds
ok "the daemon starts" start_daemon
ok "the queue is played to its end" skipped
ok "all that can be heard is heard" heard
ok "the queue is intact" queue_is_intact
for name in empty text head gone folder fifo; do
	ok "an error names the $name file" named "$name.wav"
done
ok "where nothing can be played it stops after one round" all_bad_with_repeat
ok "a file that shrinks while it plays is played as far as it goes, then the next" shrinks
ok "a device that is lost is waited for, and no frame with it" device_is_lost
ok "the daemon ends" end_daemon
finish
