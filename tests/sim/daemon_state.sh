#!/bin/sh
# Queue, options and position survive a stop, a SIGKILL and a damaged file.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"

sounds()
{
	"$noise" "$work/a.wav" 4410000 2 44100 16 1 && "$noise" "$work/b.flac" 4410000 2 44100 16 2 &&
		"$noise" "$work/c.wav" 441000 2 44100 16 3
}

# seek SECONDS: seeks, and notes the time.
seek()
{
	sought=$(date +%s)
	mpc seek "$1"
}

# at SECONDS: the song is at this position, or past it by at most the time since the seek.
at()
{
	now=$(mpc status %currenttime% | awk -F: '{ print $1 * 60 + $2 }')
	passed=$(($(date +%s) - sought + 1))
	echo "at $now, not $1 or up to $passed s behind it"
	[ "$now" -ge "$1" ] && [ "$now" -le $(($1 + passed)) ]
}

queue_is_there()
{
	mpc playlist -f %file% >"$work/now" && cmp "$work/now" "$work/queue"
}

# saved LINE: the state file has this line.
saved()
{
	until_true "grep -qx '$1' '$work/state'"
}

paused_over_a_stop()
{
	mpc add "$work/a.wav" && mpc add "$work/b.flac" && mpc add "$work/c.wav" &&
		mpc playlist -f %file% >"$work/queue" && mpc repeat on && mpc consume on &&
		mpc play 2 && seek 0:50 && mpc pause && end_daemon &&
		rm -f "$work"/dac*.wav && start_daemon && paused && at 50 && queue_is_there &&
		mpc status | grep 'repeat: on.*consume: on' && mpc status %songpos% | grep -x 2
}

nothing_was_opened_for_it()
{
	[ "$(recordings)" -eq 0 ] && mpc play && playing && until_true "ls '$work/dac.wav'"
}

playing_over_a_kill()
{
	seek 1:10 && saved 'elapsed_ms 7[0-9]*' && kill_daemon && start_daemon &&
		playing && at 70 && queue_is_there
}

kill_daemon()
{
	end_daemon KILL
	[ $? -eq 137 ]
}

stopped_over_a_stop()
{
	mpc stop && end_daemon && start_daemon && stopped && queue_is_there
}

damaged()
{
	end_daemon && head -c 100 "$work/state" >"$work/cut" && mv "$work/cut" "$work/state" &&
		start_daemon && stopped && [ -z "$(mpc playlist)" ] &&
		grep "warning: $work/state: damaged.* set aside as $work/state.broken-" "$work/log" &&
		[ "$(cat "$work"/state.broken-* | wc -c)" -eq 100 ]
}

saved_anew()
{
	mpc add "$work/c.wav" && saved "[0-9]* 0 $work/c.wav"
}

unwritable()
{
	end_daemon && configure state_file=/proc/none/state && start_daemon &&
		mpc add "$work/c.wav" &&
		until_true "grep -q 'warning: the state cannot be saved: /proc/none/state' '$work/log'" &&
		mpc play && playing
}

plan 10
configure ring_ms=200
ok "sound files are written" sounds
ok "the daemon starts without a state" start_daemon
ok "a paused song, queue and options survive a stop" paused_over_a_stop
ok "the device is not opened before it plays on" nothing_was_opened_for_it
ok "a playing song survives a SIGKILL" playing_over_a_kill
ok "stopped stays stopped" stopped_over_a_stop
ok "a damaged file is set aside" damaged
ok "and a new one is saved" saved_anew
ok "if none can be saved it plays all the same" unwritable
ok "the daemon ends" end_daemon
finish
