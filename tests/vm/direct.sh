#!/bin/sh
# The direct path as the kernel sees it: which thread read how many bytes from the disk, into which
# memory, and which pages of the file were ever cached; and the reason where there is no direct path.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cards="aloop=hw:Loopback,0,0 usb=hw:Audio hda=hw:Intel ac97=hw:I82801AAICH"

# Samples that neither begin nor end at a block of the disk.
frames=500001 header=44 block=512
"$top_builddir/tests/vm/noise" "$work/noise.wav" $frames 2 48000 16 1 || exit 1
end=$((header + frames * 4))
whole=$((end / block * block - (header + block - 1) / block * block))
# To open a track the loader reads one piece of 16 KiB at its head, the pieces that hold its last 2 KiB,
# and one block to probe the ring.
piece=16384
opener=$((piece + (end + block - 1) / block * block - (end - 2048) / piece * piece + block))

# in_guest OUT SCRIPT OPTION...
in_guest()
{
	out=$work/$1 script=$2
	shift 2
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --rate 48000 --music "$work/noise.wav" \
		--out "$out" --program fincore --file "$top_srcdir/tests/vm/direct-guest" "$@" -- "$script"
}

# play_on NAME=DEVICE...: prints the guest's script.
play_on()
{
	for card in "$@"; do
		echo "sh /in/direct-guest play ${card%%=*} ${card#*=} /music/noise.wav"
	done
}

reason_is()
{
	cat "$work/$1.txt" "$work/$1.log" "$work/$1.json"
	grep -q "\"reason\": \"$2\"" "$work/$1.json"
}

# disk_bytes OUT/NAME THREAD: the bytes that this thread read from the disk.
disk_bytes()
{
	awk -v name="$2" '$1 == name { print $3 }' "$work/$1.io"
}

engine_read_the_samples()
{
	echo "$whole bytes expected of the engine:" && cat "$work/$1.io"
	[ "$(disk_bytes "$1" zc-engine)" -eq "$whole" ]
}

# The tag reader uses the page cache for a moment; the trace has each page.
tag_reader_pages()
{
	grep -c '^ *library-.*mm_filemap_add_to_page_cache' "$work/$1.trace"
}

no_other_thread_read_more()
{
	tags=$(($(tag_reader_pages "$1") * 4096))
	echo "$opener expected of the loader, $tags of the tag reader:" && cat "$work/$1.io"
	[ "$(disk_bytes "$1" zc-loader)" -eq "$opener" ] && [ "$(disk_bytes "$1" library)" -eq "$tags" ] &&
		[ "$(disk_bytes "$1" all)" -eq $((whole + opener + tags)) ]
}

# read_into_the_card OUT/NAME OPCODE: all memory that the engine pinned is the card's, it is as much as
# it read unless the memory is registered, and all its reads have this opcode.
read_into_the_card()
{
	awk -v opcode="$2" -v whole="$whole" '
		function hex(text, i, n) {
			for (i = 1; i <= length(text); i++)
				n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
			return n
		}
		function after(word) { sub(".*" word, ""); sub("[ ,/].*", ""); return $0 }
		function within(from, bytes, i) {
			for (i = 1; i <= maps; i++)
				if (from >= low[i] && from + bytes <= high[i])
					return 1
			return 0
		}
		# Adjacent mappings are one. The ring has two; alsa-lib has a separate one.
		FILENAME ~ /maps$/ && $3 ~ /^0*$/ {
			split($1, at, "-")
			if (!maps || high[maps] != hex(at[1]))
				low[++maps] = hex(at[1])
			high[maps] = hex(at[2])
		}
		FILENAME ~ /buffers$/ {
			registered += within(hex(after("0x")), 1)
		}
		FILENAME ~ /trace$/ && $1 ~ /^zc-engine-/ {
			line = $0
			if (/ opcode / && ++reads && after("opcode ") != opcode)
				bad = bad line "\n"
			$0 = line
			if (/ pages=/) {
				bytes = after("pages=") * 4096
				$0 = line
				if (!within(hex(after("start=0x")), bytes))
					bad = bad line "\n"
				pinned += bytes
			}
		}
		END {
			printf "%s%d reads, %d bytes pinned, %d times registered\n", bad, reads, pinned, registered
			fixed = opcode == "READ_FIXED"
			exit bad != "" || !reads || !pinned || registered != fixed || (!fixed && pinned < whole)
		}' "$work/$1.maps" "$work/$1.buffers" "$work/$1.trace"
}

# read_calls OUT/NAME THREAD: the bytes that this thread got by read calls.
read_calls()
{
	awk -v name="$2" '$1 == name { print $2 }' "$work/$1.io"
}

# The loader reads pieces of the file from the disk by read calls. The daemon's other read calls load
# libraries and configuration and clear eventfds: some 30 KiB, a sixtieth of the file.
not_read_through_the_cache()
{
	added=$(grep -c 'mm_filemap_add_to_page_cache' "$work/$1.trace")
	opened=$(read_calls "$1" zc-loader)
	cat "$work/$1.cached" "$work/$1.io"
	grep mm_filemap "$work/$1.trace"
	[ "$added" -eq "$(tag_reader_pages "$1")" ] && [ "$added" -le 1 ] &&
		[ "$(tr -d ' ' <"$work/$1.cached")" -eq 0 ] && [ "$opened" -le "$opener" ] &&
		[ $(($(read_calls "$1" all) - opened)) -lt 65536 ]
}

# direct OUT/NAME REASON OPCODE
direct()
{
	ok "$1: $2" reason_is "$1" "$2"
	ok "$1: the engine read all whole blocks of samples from the disk" engine_read_the_samples "$1"
	ok "$1: loader and tag reader read only what they need" no_other_thread_read_more "$1"
	ok "$1: all reads went into the card's memory" read_into_the_card "$1" "$3"
	ok "$1: no read call, no page cache" not_read_through_the_cache "$1"
}

# direct_on_all OUT REASON OPCODE
direct_on_all()
{
	for card in $cards; do
		direct "$1/${card%%=*}" "$2" "$3"
		case $card in
		aloop*) ;;
		*) ok "$1/${card%%=*}: every bit" "$top_builddir/tests/vm/played" \
			"$work/$1/${card%%=*}.wav" "$work/noise.wav" ;;
		esac
	done
}

# The same trace shows a player that does read through the cache.
aplay_is_seen()
{
	pages=$(((end + 4095) / 4096))
	cat "$work/nvme/aplay.cached"
	[ "$(grep -c '^ *aplay-.*mm_filemap_add_to_page_cache' "$work/nvme/aplay.trace")" -eq "$pages" ] &&
		[ "$(tr -d ' ' <"$work/nvme/aplay.cached")" -eq $((pages * 4096)) ]
}

# staged OUT/NAME REASON: staged, but read with O_DIRECT as well.
staged()
{
	ok "$1: $2" reason_is "$1" "$2"
	ok "$1: no read call, no page cache" not_read_through_the_cache "$1"
}

# says OUT/FILE WORDS: zcprobe's line on whether the ring is pinnable, or the line below, has them.
says()
{
	cat "$work/$1"
	grep -A 1 ' pinnable ' "$work/$1" | grep -q "$2"
}

plan 91
# shellcheck disable=SC2086 # a list
script=$(play_on $cards)
all="--card aloop --card usb --card hda --card ac97 --iommu"
aplay="sh /in/direct-guest aplay aplay hw:Loopback,0,0 /music/noise.wav"
# shellcheck disable=SC2086 # lists
ok "plays from NVMe" in_guest nvme "$script
$aplay" --disk nvme $all
direct_on_all nvme direct-read READ
ok "the trace shows aplay reading through the page cache" aplay_is_seen
# shellcheck disable=SC2086
ok "plays from virtio-blk" in_guest virtio "$script" --disk virtio $all
direct_on_all virtio direct-read READ
# shellcheck disable=SC2086
ok "plays on a kernel that can register the ring" in_guest fixed "$script" --disk nvme --kernel 6.12 $all
direct_on_all fixed direct-fixed READ_FIXED

advice="sh /in/direct-guest advice"
noise=/music/noise.wav
ok "plays on cards whose memory cannot be pinned" in_guest none "
	$(play_on hda=hw:Intel ac97=hw:I82801AAICH dummy=hw:Dummy)
	$advice dummy-probe hw:Dummy $noise
	rmmod snd-dummy
	modprobe snd-dummy
	$(play_on alias=hw:Dummy)
	$advice alias-probe hw:Dummy $noise
	$advice hda-probe hw:Intel $noise
	$(play_on more=hw:Intel)" --disk nvme --card hda --card ac97 --card dummy:fake_buffer=0
staged none/hda ring-not-pinnable
staged none/ac97 ring-not-pinnable
staged none/dummy ring-not-pinnable
ok "zcprobe suggests a real card instead of snd-dummy" says none/dummy-probe.before 'use a real card'
staged none/alias ring-aliased
ok "zcprobe finds snd-dummy's single page" says none/alias-probe.before 'the same page'
ok "zcprobe says how to make HDA's ring pinnable" says none/hda-probe.before 'prealloc'
ok "and that command makes it pinnable" says none/hda-probe.after 'works'
direct none/more direct-read READ
finish
