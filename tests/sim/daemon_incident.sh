#!/bin/sh
# Incidents of the whole daemon: what the client shows, what is kept, and what happens without room on
# disk.
# shellcheck disable=SC2317,SC2154,SC2119 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
export ZC_SOCKET="$work/socket"

# zcctl ARGUMENT...
zcctl()
{
	"$top_builddir/zcctl" "$@"
}

# incident N PATTERN...: incident N is kept, and its JSON matches each pattern.
incident()
{
	number=$1
	shift
	until_true "\"$top_builddir/zcctl\" incidents $number" || return 1
	zcctl incidents --json "$number" >"$work/json" || return 1
	jq -c . "$work/json" >>"$work/documents" 2>/dev/null
	for pattern; do
		grep -qE -e "$pattern" "$work/json" || { echo "no $pattern in:" && head -40 "$work/json" && return 1; }
	done
}

# with KEY=VALUE...: starts the daemon with a virtual clock and a ring that the scripted faults empty.
with()
{
	end_daemon
	configure sim_clock=virtual ring_ms=2000 "$@" && start_daemon
}

none()
{
	with && [ "$(zcctl incidents | wc -l)" -eq 1 ] && zcctl incidents --json | grep -q '"incidents": \[\]' &&
		! zcctl incidents 1 && ! zcctl incidents x
}

names_it()
{
	with "sim_script=late@88200:80000" && play_all "$work/a.wav" &&
		incident 1 '"verdict": "position-burst"' '"trigger": "xrun"' '"file": ".*/a.wav"' \
			'"jump_frames": [1-9]' '"position": [1-9]' &&
		zcctl incidents 1 >"$work/table" && grep -q '^> .*xrun' "$work/table" &&
		[ "$(ls "$work/incidents")" = incident-00000001.zcr ]
}

# ids: the ids of the incidents that are kept, in the order they are shown.
ids()
{
	zcctl incidents --json | jq '.incidents[].id'
}

# newer ID PATTERN...: an incident newer than that comes, and its JSON matches each pattern.
newer()
{
	last=$1
	shift
	until_true "[ \"\$(ids | head -n 1)\" -gt $last ]" && incident "$(ids | head -n 1)" "$@"
}

# A lost device is opened again and again, each time with an incident, until playing is stopped.
plays_until()
{
	mpc clear && mpc add "$work/a.wav" && mpc play && until_true "grep -q '$1' '$work/log'" && mpc stop
}

survives()
{
	with "sim_script=stall@88200:0" && incident 1 '"verdict": "position-burst"' &&
		plays_until "does not move" && newer 1 '"verdict": "device-stalled"'
}

newest_first()
{
	ids >"$work/ids" && cat "$work/ids"
	sort -rnu "$work/ids" | cmp - "$work/ids" && [ "$(tail -n 1 "$work/ids")" -eq 1 ]
}

is_bounded()
{
	before=$(ids | head -n 1)
	with "sim_script=unplug@88200" incident_keep=2 && plays_until "is gone" &&
		newer "$before" '"verdict": "device-lost"' && ! zcctl incidents 1 &&
		until_true "[ \$(find '$work/incidents' -name 'incident-*' | wc -l) -eq 2 ]"
}

plays_without_room()
{
	: >"$work/file"
	with "sim_script=xrun@44100,xrun@88200" "incident_directory=$work/file" &&
		rm -f "$work"/dac*.wav && play_all "$work/a.wav" && until_true "[ -s '$work/dac.wav' ]" &&
		recorded "$work/a.wav" && incident 1 '"count": 2' &&
		until_true "grep -q 'incidents cannot be stored' '$work/log'" &&
		[ "$(grep -c 'incidents cannot be stored' "$work/log")" -eq 1 ]
}

plan 7
"$noise" "$work/a.wav" 441000 2 44100 16 1
ok "at first there are no incidents" none
ok "an xrun is named, with its records" names_it
ok "incidents survive a restart" survives
ok "the newest is shown first" newest_first
ok "the oldest are deleted" is_bounded
ok "a folder that cannot be written disturbs nothing" plays_without_room
name="the JSON of incidents matches the schema"
if python3 -c 'import jsonschema' 2>/dev/null && command -v jq >/dev/null; then
	zcctl incidents --json | jq -c . >>"$work/documents"
	ok "$name" "$top_srcdir/tests/schema" "$work/documents" "$top_srcdir/conf/zcctl.schema.json"
else
	skip "$name" "no python3-jsonschema, or no jq"
fi
finish
