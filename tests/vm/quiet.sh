#!/bin/sh
# Locked memory under load: while programs of normal priority use more memory than there is, all of the
# disk and all of the CPU, and the page cache is dropped each second, no card has an xrun, the engine's
# thread has no page fault, and every sample is played. There is one processor for all of it.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
bin=$top_builddir/tests/vm
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$bin/noise" "$work/noise.wav" 480001 2 48000 16 1 || exit 1
cards="aloop=hw:Loopback,0,0 usb=hw:Audio hda=hw:Intel ac97=hw:I82801AAICH"

# in_guest OUT OPTION...
in_guest()
{
	out=$work/$1
	shift
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --rate 48000 --music "$work/noise.wav" \
		--out "$out" --mem 256 --program "$bin/hog" --file "$top_srcdir/tests/vm/hogs-guest" \
		--file "$top_srcdir/tests/vm/quiet-guest" --card aloop --card usb --card hda --card ac97 \
		"$@" -- "sh /in/quiet-guest /music/noise.wav $cards"
}

# line OUT/FILE NUMBER RELATION VALUE
line()
{
	cat "$work/$1"
	test "$(sed -n "$2p" "$work/$1")" "$3" "$4"
}

no_fault()
{
	line "$1.faults" 1 -eq 0 && line "$1.faults" 2 -eq 0
}

daemon_says_so()
{
	cat "$work/$1.txt" "$work/$1.log" "$work/$1.json"
	for figure in xruns faults_minor faults_major; do
		grep -q "\"$figure\": 0,\$" "$work/$1.json" || return 1
	done
	grep -q '"result": "ok"' "$work/$1.json"
}

# quiet OUT OPTION...
quiet()
{
	ok "$1: plays on all cards at once" in_guest "$@"
	ok "$1: programs lost their pages meanwhile" line "$1/load" 2 -gt 10000
	ok "$1: and fetched them back" line "$1/load" 3 -gt 1000
	ok "$1: an xrun of a stopped player is counted" line "$1/stopped" 1 -gt 0
	ok "$1: no card had an xrun" line "$1/load" 1 -eq 0
	for card in $cards; do
		name=${card%%=*}
		ok "$1/$name: no fault on the engine's thread" no_fault "$1/$name"
		ok "$1/$name: the daemon says the same" daemon_says_so "$1/$name"
		case $name in
		aloop) ;;
		*) ok "$1/$name: every bit" "$bin/played" "$work/$1/$name.wav" "$work/noise.wav" ;;
		esac
	done
}

plan 32
quiet nvme --disk nvme
quiet virtio-iommu --disk virtio --iommu
finish
