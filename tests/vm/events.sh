#!/bin/sh
# Events of cards: one is unplugged while it plays and plugged in again, one is held by another program.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/music"
"$top_builddir/tests/vm/noise" "$work/music/long.wav" 480000 2 48000 16 1 || exit 1
"$top_builddir/tests/vm/noise" "$work/music/short.wav" 144000 2 48000 16 2 || exit 1

events()
{
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --rate 48000 --music "$work/music" \
		--out "$work/out" --file "$top_srcdir/tests/vm/events-guest" --card usb --card hda \
		--disk nvme -- sh /in/events-guest
}

# says FILE PATTERN: a line of the guest's FILE.txt matches.
says()
{
	grep -E "$2" "$work/out/$1.txt" || { cat "$work/out/$1.txt" && false; }
}

# The frames played before and after make the whole track.
no_frame_lost()
{
	awk '/^played / { sum += $2; total = $4 } END { print sum, total; exit sum != total }' \
		"$work/out/unplugged-played.txt"
}

plan 11
ok "the guest runs to its end" events
ok "when its card is unplugged the daemon waits" says unplugged '^state +paused'
ok "and tells clients what to do" says unplugged 'is gone: plug it in again'
ok "plugged in again, the card plays on" says replugged '^state +playing 1/1, 0:0[1-9]'
ok "to the end of the track" says unplugged-exit '^0$'
ok "with no frame left out" no_frame_lost
ok "and on the direct path again" says unplugged-played '^path +direct'
ok "a busy card names its holder" says busy 'busy, held by PID [0-9]+ \(aplay\)'
ok "and the client fails" says busy-exit '^4$'
ok "once it is free it plays" says freed-exit '^0$'
ok "the daemons end well" says ends '^0$'
finish
