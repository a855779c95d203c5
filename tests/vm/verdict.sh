#!/bin/sh
# Incidents name their cause: a program above the engine's priority, a throttled disk, memory that is
# taken away, an unplugged card. All are kept over restarts.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$top_builddir/tests/vm/noise" "$work/noise.wav" 5760000 2 48000 16 1 || exit 1

in_guest()
{
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --card aloop --card usb --no-recording --disk nvme \
		--music "$work/noise.wav" --file "$top_srcdir/tests/vm/verdict-guest" \
		--program "$top_builddir/tests/vm/hog" --program chrt --monitor --out "$work/out" \
		-- sh /in/verdict-guest
}

# blames N CONDITION: on incident N.
blames()
{
	jq -e ".incidents | map(select(.incident == $1))[0] | $2" "$work/out/incidents.json" ||
		{ cut -c 1-4000 "$work/out/incidents.json" && false; }
}

names_who_ran()
{
	who="hog[$(cat "$work/out/late.pid")]"
	blames 1 ".ran_instead == \"$who\" and (.text | endswith(\"; $who had the CPU until then\"))"
}

for_people()
{
	cat "$work/out/incidents.txt"
	[ "$(grep -c '^incident ' "$work/out/incidents.txt")" -eq 4 ] &&
		grep -q 'page fault on the engine' "$work/out/incidents.txt" && cat "$work/out/disk.txt" &&
		grep -q '^>.*xrun' "$work/out/disk.txt"
}

plan 7
ok "the guest runs to its end" in_guest
ok "a program above the engine's priority: the scheduler was late" blames 1 \
	'.trigger == "late-wakeup" and .verdict == "scheduler-late" and .late_ns > 20000000'
ok "and names the program that ran instead" names_who_ran
ok "a throttled disk: the disk was late" blames 2 '.trigger == "xrun" and .verdict == "disk-late"'
ok "memory taken from the engine: a page fault" blames 3 \
	'.trigger == "page-fault" and .verdict == "fault" and .faults_major > 0'
ok "an unplugged card: the device is lost" blames 4 \
	'.trigger == "device-lost" and .verdict == "device-lost"'
ok "all are kept over restarts, and shown as text" for_people
finish
