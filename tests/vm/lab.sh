#!/bin/sh
# zcjitter lab and bench on a real driver, in virtual time, on a card whose ring is much shorter than
# asked for: the copying player is a fair peer and plays to the end, and the direct path takes less CPU.
# shellcheck disable=SC2317,SC2016 # functions are called through ok; jq expands
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$top_builddir/tests/vm/noise" "$work/noise.wav" 720000 2 48000 16 1 || exit 1

in_guest()
{
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --card ac97 --iommu --no-recording --disk nvme \
		--music "$work/noise.wav" --out "$work/out" \
		-- 'zcjitter lab --device hw:0,0 --rounds 8 --settings copy --json -o /out/lab.json \
			/music/noise.wav &&
			zcjitter bench --device hw:0,0 --seconds 4 --settle 2 --peer copy,zcaudiod --json \
			/music/noise.wav >/out/bench.json && head -c 100044 /music/noise.wav >/music/short.wav &&
			zcjitter lab --device hw:0,0 --rounds 1 --settings copy \
			/music/short.wav 2>/out/short.txt; [ $? -eq 1 ]'
}

finds()
{
	jq -e ". as \$root | [.settings[].metrics] as [\$direct, \$copy] | $1" "$work/out/lab.json" ||
		{ cat "$work/out/lab.json" && false; }
}

benched()
{
	jq -se "$1" "$work/out/bench.json" || { cat "$work/out/bench.json" && false; }
}

plan 8
ok "the guest runs to its end" in_guest
ok "one setting plays by the direct path, the other by copies" finds \
	'$root.settings | map(.path | split(":")[0]) == ["direct", "read and snd_pcm_writei"]'
ok "the copying player does not run dry on a short ring" finds '$copy.xruns.mean == 0'
ok "it keeps the ring fuller than the direct path does" finds '$copy.margin_min_ns.mean > $direct.margin_min_ns.mean'
ok "the direct path takes less CPU, and that is real" finds \
	'$copy.cpu_ns_per_s | .difference > 0 and .real'
ok "bench plays the engine, the copying player and a daemon" benched \
	'map(.player) == ["engine", "copy", "zcaudiod"] and all(.[]; .error == null and .cpu_us > 0)'
ok "the copying player costs more than the engine" benched '.[1].cpu_us > .[0].cpu_us'
ok "a file without steady playing is refused" grep -q 'is too short' "$work/out/short.txt"
finish
