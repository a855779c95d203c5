#!/bin/sh
# On a card whose period interrupts can be turned off, the engine turns them off, wakes by the measured
# clock of the DAC, and is never later than planned.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$top_builddir/tests/vm/noise" "$work/noise.wav" 1323001 2 44100 16 1 || exit 1

in_guest()
{
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --card hda --iommu --no-recording --disk nvme \
		--music "$work/noise.wav" --file "$top_srcdir/tests/vm/deadline-guest" \
		--out "$work/out" -- 'sh /in/deadline-guest deadline auto &&
			sh /in/deadline-guest period period'
}

# interrupts NAME CONDITION: on the card's interrupt count at the first look and at the last.
interrupts()
{
	awk 'NR == 1 { first = $1 } { last = $1 } END { print first, last; exit !(NR == 2 && '"$2"') }' \
		"$work/out/$1.interrupts"
}

# true_of FILE CONDITION: on the file's JSON texts, as one array.
true_of()
{
	jq -es "$2" "$work/out/$1" || { cut -c 1-2000 "$work/out/$1" && false; }
}

# The rate is right within three standard errors, and the error shrinks with every half minute.
# shellcheck disable=SC2016 # jq expands it
converges()
{
	true_of deadline.looks 'map(.zc) | map(.rate_ppm_err) as $err | length == 9 and
		([range(1; 9) | $err[.] > 0 and $err[.] < $err[. - 1]] | all) and $err[-1] < 5 and
		all(.rate_ppm < 3 * .rate_ppm_err and .rate_ppm > -3 * .rate_ppm_err)'
}

# A read is submitted when two fifths of the ring are free, and reaped when two fifths are free again,
# which leaves one fifth. Playing starts with a tenth of a second; the last track runs out. The emulated
# DAC moves in steps of 10 ms.
headroom()
{
	ring_ms=$(jq -rs '.[0].zc.device_about | capture("granted ring [0-9]+ frames \\((?<ms>[0-9]+) ms").ms' \
		"$work/out/deadline.looks")
	echo "ring $ring_ms ms"
	true_of deadline.played ".[0].played | length == 10 and .[9].margin_min_ms >= 100 - 10 and
		(.[1:9] | all(.margin_min_ms >= $ring_ms / 5 - 10))"
}

plan 8
ok "HDA plays" in_guest
ok "period wake-ups are off" true_of deadline.looks 'all(.zc.device_about | test("period wake-ups off"))'
ok "no interrupt comes while it plays" interrupts deadline 'last == first'
ok "with period wake-ups they come" interrupts period 'last > first'
ok "the measured rate converges" converges
ok "headroom never drops below what was planned" headroom
ok "four wake-ups a second at most" true_of deadline.looks '.[-1].zc.wakeups / 275 <= 4'
ok "no xrun" true_of deadline.looks '.[-1].zc | .xruns == 0 and .faults_minor + .faults_major == 0'
finish
