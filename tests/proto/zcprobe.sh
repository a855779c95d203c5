#!/bin/sh
# zcprobe and zcjitter bench on the simulated DAC: what they find agrees with itself, with the limits it is
# run under and with the exit code, and their JSON is JSON.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is missing: apt-get install jq"

# Not below /tmp, which may be without O_DIRECT.
work=$(mktemp -d "$top_builddir/zcprobe.XXXXXX") || exit 1
trap 'rm -rf "$work" "$shm"' EXIT
shm=$(mktemp -d -p /dev/shm 2>/dev/null)
cd "$work" || exit 1
export LC_ALL=C.UTF-8

# run CODE PROGRAM ARGUMENT...: ends with that code.
run()
{
	want=$1 program=$2
	shift 2
	"$top_builddir/$program" "$@" >out 2>err </dev/null
	code=$?
	[ "$code" -eq "$want" ] || { echo "exit code $code, not $want" && cat out err && false; }
}

# What it says is kept, each on a line, for the schema.
is()
{
	jq -c 'select(has("system"))' out >>documents
	jq -e "$1" out >/dev/null || { echo "not true: $1" && cat out && false; }
}

has()
{
	grep -qF -- "$2" "$1" || { echo "not in $1: $2" && cat "$1" && false; }
}

# agrees ARGUMENT...: the exit code and "direct" say the same.
agrees()
{
	"$top_builddir/zcprobe" --json "$@" >out 2>err
	code=$?
	is "(.direct and $code == 0) or (.direct == false and $code == 1)"
}

# Whoever runs this, without the right to realtime and to more than 64 KiB of locked memory.
confined()
{
	lose=
	[ "$(id -u)" -ne 0 ] || lose="setpriv --bounding-set=-all --inh-caps=-all"
	# shellcheck disable=SC2086 # words
	prlimit --memlock=65536 --rtprio=0 $lose "$top_builddir/zcprobe" --json --device sim >out 2>err
	limit=$(sed -n 's/^LimitRTPRIO=//p' "$top_srcdir/conf/zcaudiod.service.in")
	grep -q "^@audio - rtprio $limit\$" "$top_srcdir/conf/limits.d/95-zcaudiod.conf" &&
		is ".system.realtime.state == \"weak\" and (.system.realtime.remedy |
			contains(\"LimitRTPRIO=$limit \") and contains(\"rtprio $limit'\"))"
}

# The second row, of a daemon that is private.
zcaudiod_counts()
{
	jq -se '.[1] | .player == "zcaudiod" and .error == null and .wakeups > 0 and .cpu_us > 0' out
}

# Nothing is left of a zcjitter that has ended, here or in memory; others may run beside this test.
clean()
{
	! find . /dev/shm -maxdepth 1 -newer a.wav -name '*zcjitter-*' |
		sed -n 's/.*zcjitter-[a-z-]*\([0-9]*\).*/\1 &/p' |
		while read -r pid path; do kill -0 "$pid" 2>/dev/null || echo "$path"; done | grep .
}

# 16 bit, 2 channels, 8000 Hz, all silence: 60 seconds, and 10 frames.
{
	printf 'RIFF\044\114\035\0WAVEfmt \020\0\0\0\001\0\002\0\100\037\0\0\0\175\0\0\004\0\020\0data\0\114\035\0'
	head -c 1920000 /dev/zero
} >a.wav
{
	printf 'RIFF\114\0\0\0WAVEfmt \020\0\0\0\001\0\002\0\100\037\0\0\0\175\0\0\004\0\020\0data\050\0\0\0'
	head -c 40 /dev/zero
} >tiny.wav
echo "no sound" >broken.wav

# What the system says of moving locked memory; a kernel that cannot has no such file.
moves=$(cat /proc/sys/vm/compact_unevictable_allowed 2>/dev/null || echo 0)

plan 39
ok "the exit code says what JSON says" agrees --device sim
ok "checks every part of the system" is '.system | keys == ["compaction", "dma_latency", "io_uring", "kernel", "locked_memory", "realtime", "rt_budget", "timer_slack"] and all(.[]; (.state | IN("info", "ok", "weak", "missing")) and (.value | length) > 0)'
ok "checks whether the kernel moves locked memory" is ".system.compaction.state == (if $moves == 0 then \"ok\" else \"weak\" end)"
ok "everything missing has a remedy" is '[.system[], .devices[].checks[]] | all(.state != "missing" or (.remedy | length) > 0)'
ok "only the device that was named" is '[.devices[].name] == ["sim"] and .devices[0].checks.device.state == "ok" and .devices[0].checks.mirror.state == "ok"'
ok "lists the device's formats" is '.devices[0].formats | length > 0 and all(.[]; (.channels | length) > 0 and ((.rates_hz | length) > 0 or .rate_max_hz > 0)) and ([.[].sample] | contains(["S16_LE"]))'
ok "direct means no check is missing" is '.devices[0] | .direct == ([.checks[].state] | contains(["missing"]) | not)'
ok "every device, the simulated one last" agrees
ok "lists sim" is '.devices[-1].name == "sim"'
ok "with a file" agrees --device sim a.wav
ok "describes the file" is '.files[0] | .container == "WAV" and .codec == "PCM_16" and .format == "S16_LE 8000 Hz 2 ch" and .device_format == .format and .error == null'
ok "a file is direct if its path is and nothing is missing" is '.files[0] | .direct == (.path == "direct" and ([.checks[].state] | contains(["missing"]) | not))'
ok "a file without sound: code 1" run 1 zcprobe --device sim --json broken.wav a.wav
ok "reports it and checks the next file" is '.direct == false and (.files[0].error | contains("broken.wav")) and .files[1].error == null'
ok "a missing file: code 1" run 1 zcprobe --device sim gone.wav
ok "names the missing file" has out "gone.wav: No such file or directory"
if [ -n "$shm" ]; then
	cp a.wav "$shm"
	ok "a file in memory: code 1" run 1 zcprobe --device sim --json "$shm/a.wav"
	ok "says why, and what to do" is '.files[0].checks | .file_system.value == "tmpfs" and .direct_read.state == "missing" and (.direct_read.remedy | contains("ext4"))'
else
	skip "a file in memory: code 1" "no /dev/shm"
	skip "says why, and what to do" "no /dev/shm"
fi
ok "an unknown device: code 1" run 1 zcprobe --device nonsense
ok "a wrong option: code 2" run 2 zcprobe --devcie sim
ok "suggests the right option" has err "unknown option --devcie; did you mean --device?"
ok "names the help to read" has err "Try: zcprobe --help"
if command -v setpriv >/dev/null && command -v prlimit >/dev/null; then
	ok "forbidden realtime priority is weak, with a remedy" confined
	name="locked memory that limits forbid is weak"
	if grep -q __asan_init "$top_builddir/zcprobe"; then
		skip "$name" "AddressSanitizer makes mlockall do nothing, which never fails"
	else
		ok "$name" is '.system.locked_memory.state == "weak" and (.system.locked_memory.remedy | contains("LimitMEMLOCK=infinity"))'
	fi
else
	skip "forbidden realtime priority is weak, with a remedy" "no setpriv, or no prlimit"
	skip "locked memory that limits forbid is weak" "no setpriv, or no prlimit"
fi

name="all JSON matches the schema"
if python3 -c 'import jsonschema' 2>/dev/null; then
	ok "$name" "$top_srcdir/tests/schema" documents "$top_srcdir/conf/zcprobe.schema.json"
else
	skip "$name" "no python3-jsonschema"
fi
ok "zcjitter bench plays and counts" run 0 zcjitter bench --device sim --ring-ms 2000 --settle 1 --seconds 3 --rt-priority 0 --json a.wav
ok "bench prints a row" is '.player == "engine" and .file == "a.wav" and .error == null and .cpu_us > 0 and .wakeups > 0 and .syscalls > 0 and .xruns == 0 and .start_ms > 0 and .rss_kib > 0 and (.path | IN("direct", "staged"))'
ok "zcjitter bench: a file that is too short: code 1" run 1 zcjitter bench --device sim --settle 1 --seconds 1 --rt-priority 0 --json tiny.wav
ok "zcjitter bench: a wrong number: code 2" run 2 zcjitter bench --seconds no
ok "names the option and its range" has err "--seconds no: takes a number from 1 to 86400"
ok "an unknown player: code 2" run 2 zcjitter bench --peer zcaudiod,foobar2000
ok "names the player and the known ones" has err "--peer foobar2000: takes copy, aplay, mpd and zcaudiod"
ok "a player that cannot play on sim: code 1" run 1 zcjitter bench --device sim --ring-ms 500 --settle 1 --seconds 1 --rt-priority 0 --peer copy --json a.wav
ok "the player's row says why" grep -q '"player":"copy".*"error":"plays on sound cards only, not on sim"' out
ok "a zcaudiod as a player" run 0 zcjitter bench --device sim --ring-ms 500 --settle 1 --seconds 1 --rt-priority 0 --peer zcaudiod --json a.wav
ok "the daemon's counters are there" zcaudiod_counts
ok "bench times starts" run 0 zcjitter bench --device sim --rt-priority 0 --starts 2 --json a.wav
ok "prints the median and the longest start" is '.file == "a.wav" and .starts == 2 and .start_median_ms > 0 and .start_max_ms >= .start_median_ms'
ok "nothing is left behind" clean
finish
