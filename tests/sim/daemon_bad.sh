#!/bin/sh
# Files and devices that cannot be played: each is named and skipped, the queue stays as it is, and the
# daemon goes on.
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
		"$noise" "$m/long.wav" 200000 2 44100 16 3 &&
		"$noise" "$m/minute.wav" 2646000 2 44100 16 7
}

# The files are good when they are queued, and go bad afterwards.
skipped()
{
	for name in good empty text short head gone folder fifo; do
		mpc add "$work/m/$name.wav" || return 1
	done
	mpc add "$work/m/last.flac" && rm "$work"/m/gone.wav "$work"/m/f*.wav &&
		mkdir "$work/m/folder.wav" && mkfifo "$work/m/fifo.wav" &&
		mpc playlist -f %file% >"$work/queue" && mpc play && until_true stopped
}

# The truncated file is played as far as it goes: 44 bytes are its header.
all_recorded()
{
	sox "$work/m/good.wav" "$work/part.wav" trim 0 14989s &&
		recorded "$work/m/good.wav" "$work/part.wav" "$work/m/last.flac"
}

queue_is_intact()
{
	mpc playlist -f %file% >"$work/now" && cmp "$work/now" "$work/queue"
}

cut_is_reported()
{
	grep 'warning: .*/short.wav: header promises 30000 frames, 14989 are there' "$work/log"
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

# A file that is short when it is opened has not shrunk, so this waits until the log says that the first
# frame plays; "playing" in the status comes earlier. It then has almost a minute to cut off the end.
shrinks()
{
	mpc clear && mpc add "$work/m/minute.wav" && mpc add "$work/m/last.flac" && mpc play &&
		until_true "grep 'playing $work/m/minute.wav' '$work/log'" && mpc pause &&
		truncate -s 10000000 "$work/m/minute.wav" && mpc seek 0:56 && mpc play &&
		until_true stopped &&
		grep 'minute.wav: failed (.*shrank while it played)' "$work/log" &&
		grep 'last.flac: played to its end.* = payload' "$work/log" && mpc status
}

# Without the encoder's tag the length is only a guess of libsndfile's, and wrong.
no_length()
{
	"$noise" "$work/m/tag.mp3" 50000 2 44100 16 5 &&
		LC_ALL=C sed 's/Info/none/;s/Xing/none/' "$work/m/tag.mp3" >"$work/m/guess.mp3" &&
		! cmp -s "$work/m/tag.mp3" "$work/m/guess.mp3" && mpc clear &&
		mpc add "$work/m/guess.mp3" && mpc add "$work/m/last.flac" && mpc play &&
		until_true "grep 'guess.mp3: played to its end' '$work/log'" && until_true stopped &&
		! mpc status | grep ERROR
}

# A FIFO or a folder in place of a playlist must not block the daemon.
no_playlists()
{
	mkdir -p "$work/playlists/folder.m3u" && mkfifo "$work/playlists/fifo.m3u" || return 1
	for name in folder fifo; do
		reply=$(mpc load "$name" 2>&1)
		echo "$reply" | grep -F "$work/playlists/$name.m3u: " || { echo "$reply" && return 1; }
	done
	mpc status
}

# The device is lost twice; each time it is back, playing goes on where it stopped.
device_is_lost()
{
	end_daemon && configure sim_clock=virtual sim_script=unplug@80000 state_file= &&
		start_daemon && "$noise" "$work/a.wav" 200000 2 44100 16 4 &&
		mpc add "$work/a.wav" && mpc play && until_true paused &&
		mpc status | grep 'ERROR: device sim is gone' && until_true stopped &&
		sox "$(recording 1)" "$(recording 2)" "$(recording 3)" "$work/whole.wav" &&
		"$played" "$work/whole.wav" "$work/a.wav"
}

no_device()
{
	end_daemon && configure sim_file=/nowhere/dac.wav state_file= music_directory=/nowhere/music &&
		start_daemon || return 1
	"$top_builddir/zcctl" --socket "$work/socket" play "$work/a.wav" >"$work/errors" 2>&1
	code=$?
	cat "$work/errors" && [ "$code" -eq 4 ] && grep "^zcctl: $work/a.wav: not played: /nowhere/dac.*wav: the simulated DAC cannot write it" "$work/errors" &&
		mpc playlist -f %file% | grep -Fx "$work/a.wav"
}

# The second track has another rate, so the device has to be opened again, which fails.
device_fails_between()
{
	end_daemon && mkdir "$work/dac" &&
		configure "sim_file=$work/dac/dac.wav" state_file= &&
		"$noise" "$work/w.wav" 9600 2 96000 16 6 && start_daemon || return 1
	"$top_builddir/zcctl" --socket "$work/socket" play "$work/m/long.wav" "$work/w.wav" \
		"$work/a.wav" >"$work/out" 2>"$work/errors" &
	until_true "grep long.wav '$work/out'" && rm -r "$work/dac"
	wait $!
	code=$?
	cat "$work/out" "$work/errors" && [ "$code" -eq 4 ] && grep "played: .* bit-exact" "$work/out" &&
		grep "^zcctl: $work/w.wav: not played: .*the simulated DAC cannot write it" "$work/errors" &&
		grep "^zcctl: $work/a.wav: not played: " "$work/errors" && [ "$(wc -l <"$work/errors")" -eq 2 ]
}

# The device is lost twice and comes back: each time zcctl reports both, and in the end succeeds.
waiting_is_reported()
{
	end_daemon && configure sim_clock=virtual sim_script=unplug@80000 state_file= &&
		start_daemon && "$top_builddir/zcctl" --socket "$work/socket" play "$work/a.wav" \
		>"$work/out" 2>"$work/errors" && cat "$work/out" "$work/errors" &&
		[ "$(wc -l <"$work/errors")" -eq 2 ] &&
		[ "$(grep -c '^zcctl: device sim is gone: plug it in again' "$work/errors")" -eq 2 ] &&
		[ "$(grep -c ' stopped: ' "$work/out")" -eq 2 ] &&
		[ "$(grep -c '^    the device is back: playing goes on$' "$work/out")" -eq 2 ] &&
		[ "$(grep -c ' played: ' "$work/out")" -eq 1 ]
}

no_music()
{
	grep 'warning: music_directory /nowhere/music: No such file' "$work/log" &&
		mpc ls 2>&1 | grep -F '/nowhere/music: no such file or folder'
}

plan 22
configure ring_ms=200
ok "sound files are written" sounds
ok "the daemon starts" start_daemon
ok "the queue is played to its end" skipped
ok "all that can be played is recorded" all_recorded
ok "the queue is intact" queue_is_intact
for name in empty text head gone folder fifo; do
	ok "an error names the $name file" named "$name.wav"
done
ok "a warning says how much of the truncated file is missing" cut_is_reported
ok "if nothing can be played it stops after one round" all_bad_with_repeat
ok "a file that shrinks while it plays is played as far as it goes, then the next" shrinks
ok "an MP3 stream without a length ends where it ends" no_length
ok "a playlist that is no file is named, and the daemon goes on" no_playlists
ok "a lost device is waited for, and no frame is lost" device_is_lost
ok "zcctl play says that it waits for the device, and succeeds" waiting_is_reported
ok "a device that fails between two tracks: zcctl play names the tracks that did not play, code 4" \
	device_fails_between
ok "a device that cannot be opened: zcctl play says why, code 4" no_device
ok "a missing music directory is named" no_music
ok "the daemon ends" end_daemon
finish
