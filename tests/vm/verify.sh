#!/bin/sh
# Receipts on real drivers: the samples in the rings of cards, written by the disk's DMA where the ring
# can be pinned, are those of the files.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
noise=$top_builddir/tests/vm/noise
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
command -v jq >/dev/null || skip_all "no jq"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/music"
"$noise" "$work/music/a16.wav" 150001 2 44100 16 1 && "$noise" "$work/music/b16.wav" 47777 2 44100 16 2 &&
	"$noise" "$work/music/c16.flac" 60001 2 44100 16 3 &&
	"$noise" "$work/music/a48.wav" 150001 2 48000 16 4 &&
	"$noise" "$work/music/a24.wav" 300001 2 96000 24 5 || exit 1

# Name, device, files.
cat >"$work/list" <<END
l16 hw:Loopback,0 a16.wav b16.wav c16.flac
l24 hw:Loopback,0 a24.wav
hda hw:Intel a16.wav b16.wav c16.flac
ac97 hw:I82801AAICH a48.wav
usb hw:Audio a48.wav
END

# in_guest OUT OPTION...
in_guest()
{
	out=$work/$1
	shift
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --user zcaudiod --rate 44100 \
		--music "$work/music" --out "$out" --file "$top_srcdir/tests/vm/verify-guest" --file "$work/list" \
		--card aloop --card hda --card ac97 --card usb "$@" -- sh /in/verify-guest
}

# verified OUT NAME FILE...: each file has its receipt with the file's digest, FLAC also the MD5.
verified()
{
	json=$work/$1/$2.json
	shift 2
	jq -e --argjson count $# '(.played | length) == $count and (.played | all(.verify == "verified" and
		.verify_frames == .frames and .verify_missed_frames == 0 and
		.verify_digest == .verify_file_digest and (.codec == "FLAC") == has("verify_md5")))' "$json" ||
		{ cat "$json" && false; }
}

# results OUT: one test for each line of the list.
results()
{
	while read -r name _ list; do
		# shellcheck disable=SC2086 # a list
		ok "$1/$name: $list verified" verified "$1" "$name" $list
	done <"$work/list"
}

plan 12
ok "plays and verifies on every card from NVMe" in_guest nvme --disk nvme
results nvme
ok "plays and verifies on every card behind an IOMMU from virtio-blk" in_guest virtio-iommu --disk virtio --iommu
results virtio-iommu
finish
