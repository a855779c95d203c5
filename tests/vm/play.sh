#!/bin/sh
# The installed daemon and client play on real drivers, as the service's user: every sample from the
# first to the last, only silence around them, joints without a gap, and the path that card and disk
# allow.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
bin=$top_builddir/tests/vm
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/music"

# The files: name, frames, channels, rate, bits. The lengths are odd so that no joint and no end lies
# on a block of the disk or a page of the ring.
seed=0
while read -r name frames channels rate bits; do
	seed=$((seed + 1))
	"$bin/noise" "$work/music/$name" "$frames" "$channels" "$rate" "$bits" $seed || exit 1
done <<END
a16.wav 150001 2 44100 16
b16.wav 47777 2 44100 16
c16.flac 60001 2 44100 16
a48.wav 150001 2 48000 16
b48.wav 47777 2 48000 16
c48.flac 60001 2 48000 16
a24.wav 300001 2 96000 24
b24.wav 77777 2 96000 24
c24.flac 100001 2 96000 24
a32.wav 500001 2 192000 32
b32.wav 77777 2 192000 32
a6.wav 150001 6 48000 24
b6.wav 47777 6 48000 24
mono.wav 99999 1 44100 16
one.wav 1 2 44100 16
END

# Played on Loopback: name, format of the recorder, path of the first file, files.
cat >"$work/loopback" <<END
l16 44100:S16_LE:2 direct a16.wav b16.wav c16.flac
l24 96000:S24_3LE:2 direct a24.wav b24.wav c24.flac
l32 192000:S32_LE:2 direct a32.wav b32.wav
l6 48000:S24_3LE:6 direct a6.wav b6.wav
mono 44100:S16_LE:1 direct mono.wav mono.wav
one 44100:S16_LE:2 direct a16.wav one.wav b16.wav
wide16 44100:S32_LE:2 decoded a16.wav c16.flac b16.wav
wide24 96000:S32_LE:2 decoded a24.wav c24.flac b24.wav
END

# cards PATH: the same for the cards with a DAC of their own; PATH is the one of HDA and AC97.
cards()
{
	cat <<-END
		hda hw:Intel - $1 a16.wav b16.wav c16.flac
		ac97 hw:I82801AAICH - $1 a48.wav b48.wav c48.flac
		usb hw:Audio - direct a48.wav b48.wav c48.flac
	END
}

# in_guest OUT OPTION...: plays $work/list in one guest.
in_guest()
{
	out=$work/$1
	shift
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --user zcaudiod --rate 44100 \
		--music "$work/music" --out "$out" --file "$top_srcdir/tests/vm/play-guest" --file "$work/list" \
		--card aloop --card hda --card ac97 --card usb "$@" -- sh /in/play-guest
}

every_bit()
{
	list=
	for file in $2; do
		list="$list $work/music/$file"
	done
	# shellcheck disable=SC2086 # a list
	"$bin/played" "$work/$1.wav" $list || { cat "$work/$1.txt" && false; }
}

# The newest track is shown first.
path_is()
{
	grep '^path' "$work/$1.txt" | tail -n 1 | grep "^path  *$2:" || { cat "$work/$1.txt" && false; }
}

# results OUT: two tests for each line of $work/list.
results()
{
	while read -r name _ _ path list; do
		ok "$1/$name: $list, every bit" every_bit "$1/$name" "$list"
		ok "$1/$name: the path is $path" path_is "$1/$name" "$path"
	done <"$work/list"
}

plan 34
{
	sed 's/ / hw:Loopback,0 /' "$work/loopback"
	cards staged
} >"$work/list"
ok "plays on every card from NVMe" in_guest nvme --disk nvme
results nvme
{
	sed -n 's/ / hw:Loopback,0 /p;2q' "$work/loopback"
	cards direct
} >"$work/list"
ok "plays on every card behind an IOMMU from virtio-blk" in_guest virtio-iommu --disk virtio --iommu
results virtio-iommu
finish
