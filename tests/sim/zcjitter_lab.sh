#!/bin/sh
# zcjitter lab on the simulated DAC: it plays what it says, and cleans up.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "no jq"
[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] || skip_all "no tmpfs"
work=$(mktemp -d "$PWD/zc-test-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"$top_builddir/tests/vm/noise" music.wav 154350 2 44100 16 1 &&
	"$top_builddir/tests/vm/noise" short.wav 4410 2 44100 16 1 && mkdir kept || exit 1

lab()
{
	"$top_builddir/zcjitter" lab --device sim --ring-ms 500 "$@"
}

# One play of each in each round; each says by which path it went.
plays()
{
	lab --rounds 3 --settings staged --keep kept --json music.wav >lab.json || return
	jq -e '(.settings | map(.name) == ["direct", "staged"])
		and all(.settings[].metrics[]; .values | length == 3)
		and (.settings[1].path | startswith("staged"))
		and .comparisons == (.settings[0].metrics | length)
		and all(.settings[1].metrics[]; .low <= .difference and .difference <= .high)
		and .settings[0].metrics.cpu_ns_per_s.mean > 0' lab.json >/dev/null ||
		{ cat lab.json && false; }
	[ "$(find kept -name '*.zcrec' | wc -l)" -eq 6 ]
}

valid()
{
	python3 -W ignore -m jsonschema -i lab.json "$top_srcdir/conf/zcjitter.schema.json"
}

# A kept recording is one like any other, of the setting it is named after.
kept()
{
	"$top_builddir/zcjitter" report --json kept/staged-2.zcrec |
		jq -e '.recording.whole and .tracks[0].path == "staged"'
}

refuses()
{
	code=$1 words=$2
	shift 2
	lab "$@" >out 2>err
	got=$?
	cat err
	[ "$got" -eq "$code" ] && [ ! -s out ] && grep -qF -- "$words" err
}

# Under load, as a page; the copying player is for sound cards.
page()
{
	lab --rounds 1 --settings copy,normal --load memory,disk,cpu --html -o lab.html music.wav 2>err &&
		grep -q 'copying player is left out' err && grep -q '<h2>normal</h2>' lab.html &&
		! grep -q '<h2>copy</h2>' lab.html
}

# Refused before anything was played.
not_played()
{
	refuses 1 nosuch --rounds 1 --settings staged "$@" music.wav && ! grep -q '^round' err
}

# Nothing is left of a zcjitter that has ended; others may run beside this test.
cleans_up()
{
	! find . /dev/shm -maxdepth 1 -newer music.wav -name '*zcjitter-*' |
		sed -n 's/.*zcjitter-[a-z-]*\([0-9]*\).*/\1 &/p' |
		while read -r pid path; do kill -0 "$pid" 2>/dev/null || echo "$path"; done | grep .
}

plan 11
ok "direct against staged" plays
if python3 -c 'import jsonschema' 2>/dev/null; then
	ok "its JSON is as the schema says" valid
else
	skip "its JSON is as the schema says" "no python3-jsonschema"
fi
ok "recordings are kept" kept
ok "under load, as a page" page
ok "a file without steady playing" refuses 1 "is too short" --rounds 1 --settings staged short.wav
ok "no such setting" refuses 2 "--settings nosuch: takes some of copy, staged, normal, period, deadline, sleepy" --settings nosuch music.wav
ok "no such load" refuses 2 "--load fire: takes some of memory, disk, cpu" --load memory,fire music.wav
echo "no sound" >broken.wav
ok "a file that is no sound" refuses 1 "not a sound file that can be played" --rounds 1 --settings staged broken.wav
ok "a result that cannot be written is refused before all rounds" not_played -o nosuch/lab.html
ok "so is a folder for recordings that is not there" not_played --keep nosuch
ok "nothing is left behind" cleans_up
finish
