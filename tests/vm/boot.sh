#!/bin/sh
# The lab itself: it boots, runs a command, returns files and the exit status, and its cards carry
# every bit. zcaudiod has no part in this; a failure here is the lab's.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
run=$top_srcdir/tests/vm/run
bin=$top_builddir/tests/vm
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

status_is()
{
	wanted=$1
	shift
	"$@"
	status=$?
	[ "$status" -eq "$wanted" ] || { echo "status $status, not $wanted" && false; }
}

# Both sides of Loopback, then HDA. Loopback plays on past the end and aplay does not clear the ring,
# so silence is appended.
bits()
{
	"$run" --build none --card aloop --card hda --rate 44100 --music "$work/noise.wav" \
		--out "$work/out" -- '
		arecord -q -D hw:Loopback,1,0 -f S16_LE -r 44100 -c 2 /out/aloop.wav &
		sleep 0.5
		{ tail -c +45 /music/noise.wav; head -c 200000 /dev/zero; } |
			aplay -q -D hw:Loopback,0,0 -t raw -f S16_LE -r 44100 -c 2 || exit 1
		sleep 0.5
		kill -INT $!
		wait
		aplay -q -D hw:Intel,0 /music/noise.wav'
}

plan 6
"$bin/noise" "$work/noise.wav" 130000 2 44100 16 1 || exit 1
ok "boots, plays and records" bits
ok "Loopback carries every bit" "$bin/played" "$work/out/aloop.wav" "$work/noise.wav"
ok "HDA carries every bit" "$bin/played" "$work/out/hda.wav" "$work/noise.wav"
# shellcheck disable=SC2016 # the guest expands it
ok "the command's status comes back" \
	status_is 7 "$run" --build none --user zcaudiod -- 'test "$(id -un)" = zcaudiod && exit 7'
ok "a guest that dies has a status of its own" \
	status_is 126 "$run" --build none -- 'echo c >/proc/sysrq-trigger'
ok "so has a time-out" status_is 124 "$run" --build none --timeout 2 -- true
finish
