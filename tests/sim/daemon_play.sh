#!/bin/sh
# The daemon plays files, and what the DAC receives equals them bit for bit.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"

sounds()
{
	"$noise" "$work/a.wav" 100000 2 44100 16 1 && "$noise" "$work/b.wav" 44101 2 44100 16 2 &&
		"$noise" "$work/c.flac" 60000 2 44100 16 3 &&
		"$noise" "$work/d.flac" 50001 2 44100 16 4 &&
		"$noise" "$work/one.wav" 1 2 44100 16 5 &&
		"$noise" "$work/w.wav" 96000 2 96000 24 6 && "$noise" "$work/x.flac" 30000 2 96000 24 7
}

# gapless FILE...: one recording holds them all.
gapless()
{
	play_all "$@" && recorded "$@" && [ "$(recordings)" -eq $((before + 1)) ]
}

formats()
{
	play_all "$work/a.wav" "$work/w.wav" "$work/x.flac" "$work/b.wav" &&
		recorded "$work/a.wav" &&
		"$played" "$(recording 2)" "$work/w.wav" "$work/x.flac" &&
		"$played" "$(recording 3)" "$work/b.wav"
}

single()
{
	mpc single on && play_all "$work/a.wav" "$work/b.wav" && recorded "$work/a.wav" &&
		mpc single off
}

consume()
{
	mpc consume on && play_all "$work/a.wav" "$work/c.flac" && [ -z "$(mpc playlist)" ] &&
		recorded "$work/a.wav" "$work/c.flac" && mpc consume off
}

# The recording holds what played before the seek, then the rest of the file from there.
seek()
{
	"$noise" "$work/long.wav" 4410000 2 44100 16 8 &&
		sox "$work/long.wav" "$work/end.wav" trim 90 && before=$(recordings) &&
		mpc clear && mpc add "$work/long.wav" && mpc play && mpc pause && mpc seek 1:30 &&
		mpc play && until_true stopped && tail_is "$(recording 1)" "$work/end.wav"
}

# tail_is RECORDING FILE: the recording ends with the file's samples.
tail_is()
{
	bytes=$(($(wc -c <"$2") - 44))
	tail -c "$bytes" "$1" >"$work/tail.1" && tail -c "$bytes" "$2" >"$work/tail.2" &&
		cmp "$work/tail.1" "$work/tail.2"
}

# The log says of every track that its bytes add up to its payload.
reports()
{
	[ "$(grep -c 'played to its end' "$work/log")" -ge 18 ] &&
		! grep 'played to its end' "$work/log" | grep -v 'long.wav' |
			grep -v ' = payload; 0 xruns' && ! grep -E 'error|warning' "$work/log"
}

plan 11
configure sim_clock=virtual
ok "sound files are written" sounds
ok "the daemon starts" start_daemon
ok "WAV and WAV join without a gap" gapless "$work/a.wav" "$work/b.wav"
ok "WAV, FLAC, FLAC and WAV join without a gap" \
	gapless "$work/a.wav" "$work/c.flac" "$work/d.flac" "$work/b.wav"
ok "songs of one frame join without a gap" \
	gapless "$work/one.wav" "$work/a.wav" "$work/one.wav" "$work/one.wav" "$work/c.flac"
ok "another format opens the device again" formats
ok "single plays one" single
ok "consume removes played songs" consume
ok "a seek plays from the position asked for" seek
ok "the bytes of each track add up" reports
ok "the daemon ends" end_daemon
finish
