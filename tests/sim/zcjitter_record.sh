#!/bin/sh
# zcjitter record of a daemon on the simulated DAC: what it keeps, and how it ends.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
command -v jq >/dev/null || skip_all "no jq"
[ -d /dev/shm ] || skip_all "no /dev/shm"
area=$(mktemp -u /dev/shm/zc-test-XXXXXX)
trap 'end_daemon; rm -rf "$work" "$area"' EXIT
cd "$work" || exit 1
"$noise" one.wav 22050 2 44100 16 1 && "$noise" two.wav 22050 2 44100 16 2 &&
	"$noise" long.wav 4410000 2 44100 16 3 || exit 1
export ZC_SOCKET="$work/socket"

zcjitter()
{
	"$top_builddir/zcjitter" "$@"
}

# is FILTER FILE: what the report says.
is()
{
	zcjitter report --json "$2" >report.json || return
	jq -e "$1" report.json >/dev/null ||
		{ jq 'del(.figures[].histogram)' report.json && false; }
}

starts()
{
	configure "$@"
	start_daemon --foreground
}

plays()
{
	mpc clear && mpc add "$work/long.wav" && mpc play && until_true "mpc status | grep playing"
}

records_tracks()
{
	zcjitter record -o tracks.zcrec --track one.wav two.wav &&
		is '(.recording | .whole and .ended == "the music ended")
			and (.counters | .wakeups > 2 and .lost == 0 and .xruns == 0)
			and .figures.service.count == .counters.wakeups
			and (.tracks | length == 2 and all(.result == "ok" and .payload_bytes ==
				.bytes_direct + .bytes_copied + .bytes_decoded))
			and (.tracks[0].file | endswith("one.wav"))
			and (.about.machine.kernel | length > 0)' tracks.zcrec
}

valid()
{
	python3 -W ignore -m jsonschema -i report.json "$top_srcdir/conf/zcjitter.schema.json"
}

# The queue is played again from its start.
records_playlist()
{
	zcjitter record -o list.zcrec --playlist && is '.tracks | length == 2' list.zcrec
}

records_seconds()
{
	plays && zcjitter record -o time.zcrec --seconds 1 &&
		is '.recording.ended == "the time was up" and (.tracks | length == 0)' time.zcrec &&
		mpc status | grep playing
}

# wakeups: the engine's so far.
wakeups()
{
	"$top_builddir/zcctl" --json status | jq -e .zc.wakeups
}

# Wake-ups from before the recording do not count.
ends_by_signal()
{
	before=$(wakeups) || return
	"$top_builddir/zcjitter" record -o int.zcrec 2>err &
	recorder=$!
	until_true "[ -s int.zcrec ]"
	kill -INT "$recorder"
	wait "$recorder" && after=$(wakeups) && echo "$before wake-ups before, $after after" &&
		is ".recording.ended == \"interrupted\" and .counters.lost == 0
		and .counters.wakeups <= $after - $before" int.zcrec
}

full_disk()
{
	! zcjitter record -o /dev/full --seconds 1 2>err && cat err && grep -q 'cannot be written' err &&
		mpc status | grep playing
}

# A line a second until it is interrupted.
draws_live()
{
	"$top_builddir/zcjitter" live >lines &
	live=$!
	until_true "[ \$(wc -l <lines) -ge 2 ]"
	kill -INT "$live"
	wait "$live" && cat lines && grep -q 'wake-ups' lines
}

ends_with_daemon()
{
	"$top_builddir/zcjitter" record -o gone.zcrec 2>err &
	recorder=$!
	until_true "[ -s gone.zcrec ]"
	sleep 1
	end_daemon KILL
	wait "$recorder" && cat err && grep -q 'the daemon ended' err &&
		is '.recording.ended == "the daemon ended" and .recording.whole' gone.zcrec
}

refuses()
{
	code=$1 words=$2
	shift 2
	zcjitter record -o no.zcrec "$@" 2>err
	got=$?
	cat err
	[ "$got" -eq "$code" ] && grep -qF -- "$words" err && [ ! -e no.zcrec ]
}

without_area()
{
	starts area_file= && refuses 3 "set area_file"
}

plan 14
ok "a daemon with an area" starts "area_file=$area"
ok "record two tracks" records_tracks
if python3 -c 'import jsonschema' 2>/dev/null; then
	ok "the report is as the schema says" valid
else
	skip "the report is as the schema says" "no python3-jsonschema"
fi
ok "record what is queued" records_playlist
ok "record for a second, while it plays" records_seconds
ok "a signal ends it, cleanly" ends_by_signal
ok "a full disk, playing goes on" full_disk
ok "a file that is none" refuses 1 "nosuch.wav" --track nosuch.wav
ok "wrong usage" refuses 2 "--seconds, --track and --playlist exclude each other" --seconds 1 --playlist
ok "live" draws_live
ok "the daemon ends" ends_with_daemon
ok "no daemon" refuses 3 "no daemon listens"
ok "an area that is none" refuses 3 "not a measurement area" --area "$work/conf"
ok "a daemon without an area" without_area
finish
