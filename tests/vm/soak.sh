#!/bin/sh
# Plays hours of music on each card, in virtual time: joints without a gap, and another format every five
# minutes if the card has one. Set $SOAK_HOURS (1) and $SOAK_CARDS (all) to change that.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
hours=${SOAK_HOURS:-1} cards=${SOAK_CARDS:-aloop hda ac97 usb}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/music"

# A round of a format is 100 s, in three files of odd lengths; the fourth is short, for many joints.
seed=0
while read -r name frames rate bits; do
	seed=$((seed + 1))
	"$top_builddir/tests/vm/noise" "$work/music/$name" "$frames" 2 "$rate" "$bits" $seed || exit 1
	echo "$name $frames" >>"$work/frames"
done <<END
44a.wav 2646001 44100 16
44b.wav 1455301 44100 16
44c.flac 308701 44100 16
44d.wav 13231 44100 16
48a.wav 2880001 48000 16
48b.wav 1584001 48000 16
48c.flac 336001 48000 16
48d.wav 14401 48000 16
96a.wav 5760001 96000 24
96b.wav 3168001 96000 24
96c.flac 672001 96000 24
END

# list FORMAT...: many short files, then each format for five minutes in turn.
list()
{
	minutes=$((hours * 60))
	for _ in $(seq 48); do echo "$1d.wav"; done
	while [ "$minutes" -gt 0 ]; do
		for _ in 1 2 3; do printf '%s\n' "$1a.wav" "$1b.wav" "$1c.flac"; done
		set -- "$@" "$1"
		shift
		minutes=$((minutes - 5))
	done
}

# soak CARD DEVICE FORMAT...
soak()
{
	out=$work/$1 card=$1 device=$2
	shift 2
	list "$@" >"$out.list"
	sed 's|^|/music/|' "$out.list" >"$work/list"
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --card "$card" --no-recording --disk nvme \
		--music "$work/music" --file "$work/list" --file "$top_srcdir/tests/vm/soak-guest" \
		--program date --out "$out" --timeout $((600 * hours)) -- sh /in/soak-guest 5 "$device"
}

# judge CARD CHECK: runs a check of soak.jq.
judge()
{
	jq -rn -L "$top_srcdir/tests/vm" --slurpfile looks "$work/$1/looks" \
		--slurpfile played "$work/$1/played" --argjson count "$(wc -l <"$work/$1.list")" \
		--argjson frames "$(awk 'NR == FNR { of[$1] = $2; next } { sum += of[$1] }
			END { printf "%.0f", sum }' "$work/frames" "$work/$1.list")" \
		"include \"soak\"; $2"
}

# fine CARD CHECK: the check has no complaints.
fine()
{
	judge "$1" "$2 | .[:5][]" >"$work/complaints" && cat "$work/complaints" && [ ! -s "$work/complaints" ]
}

ended_well()
{
	grep -x 0 "$work/$1/end" || { tail -n 20 "$work/$1/soak.log" && false; }
}

# shellcheck disable=SC2086 # words
plan $((8 * $(echo $cards | wc -w)))
for card in $cards; do
	case $card in
	aloop) ok "aloop: plays $hours h" soak aloop hw:Loopback 44 48 96 ;;
	hda) ok "hda: plays $hours h" soak hda hw:Intel 44 48 ;;
	ac97) ok "ac97: plays $hours h" soak ac97 hw:I82801AAICH 48 ;;
	usb) ok "usb: plays $hours h" soak usb hw:Audio 48 ;;
	esac
	ok "$card: the daemon ends well" ended_well "$card"
	ok "$card: every track, every frame" fine "$card" whole
	ok "$card: no xrun, no page fault" fine "$card" smooth
	ok "$card: every joint on time" fine "$card" on_time
	ok "$card: the position does not drift" fine "$card" in_place
	ok "$card: nothing grows" fine "$card" steady
	ok "$card: nothing is left over" fine "$card" nothing_left
	judge "$card" summary | paste -sd ' ' | sed "s/^/# $card: /"
done
finish
