#!/bin/sh
# Many clients, clients that never read, noise, and a queue of 100000 songs; the daemon plays on
# throughout.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
client=$top_builddir/tests/proto/proto_client

plays_on()
{
	playing && mpc -f %file% playlist | grep -qx long.wav && ! grep -E ' [1-9][0-9]* xruns?' "$work/log"
}

# Some are let in, and all others are told why they are not.
crowd()
{
	in=$("$client" "$work/socket" crowd 3000) && [ "$in" -le 100 ] && [ "$in" -gt 90 ] &&
		until_true "mpc status" && plays_on
}

noisy()
{
	"$client" "$work/socket" noise 300 && plays_on
}

long_queue()
{
	"$client" "$work/socket" queue 100000 long.wav
}

plays()
{
	mpc clear && mpc add long.wav && mpc repeat on && mpc play && until_true playing
}

# Only here is the timeout short: on a busy host any client may be silent for two seconds.
deaf()
{
	configure "music_directory=$work/music" connection_timeout_s=2 sim_file= &&
		end_daemon && start_daemon && plays &&
		"$client" "$work/socket" deaf && plays_on
}

mkdir -p "$work/music/folder" && "$noise" "$work/music/long.wav" 2646000 2 44100 16 1 &&
	"$noise" "$work/music/plain.wav" 1000 2 44100 16 1 &&
	"$noise" "$work/t.wav" 88200 2 44100 16 3 || exit 1
configure "music_directory=$work/music" sim_file=
plan 7
ok "starts" start_daemon
ok "plays" plays
ok "3000 clients at once" crowd
ok "noise on 300 connections" noisy
ok "a queue of 100000 songs" long_queue
if command -v flac >/dev/null; then
	flac -s --tag=ARTIST='Some "one" \ else' --tag=TITLE='A title' --tag=ALBUM=One \
		-o "$work/music/folder/tagged.flac" "$work/t.wav"
	ok "libmpdclient understands everything" "$client" "$work/socket" library
else
	skip "libmpdclient understands everything" "no flac"
fi
ok "a client that never reads is dropped" deaf
finish
