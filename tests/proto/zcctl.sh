#!/bin/sh
# zcctl against a real daemon on the simulated DAC: every command, every exit code, the errors'
# words, and every JSON read by a parser that is not ours.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v jq >/dev/null || skip_all "jq is missing: apt-get install jq"

work=$(mktemp -d) || exit 1
daemon=
stop_daemon()
{
	[ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null
	daemon=
}
# The measurement area wants a tmpfs.
area=$(mktemp -u /dev/shm/zcctl.XXXXXX)
trap 'stop_daemon; rm -rf "$work" "$area"' EXIT
cd "$work" || exit 1
schema=$top_srcdir/conf/zcctl.schema.json
unset XDG_RUNTIME_DIR
export ZC_SOCKET="$work/socket" LC_ALL=C.UTF-8
port=$((20000 + $$ % 10000))
while grep -qis ":$(printf '%04x' $port) " /proc/net/tcp /proc/net/tcp6; do
	port=$((port + 1))
done

# run CODE ARGUMENT...: zcctl ends with that code; what it says is in `out` and `err`.
run()
{
	want=$1
	shift
	"$top_builddir/zcctl" "$@" >out 2>err </dev/null
	code=$?
	[ "$code" -eq "$want" ] || { echo "zcctl $*: exit code $code, not $want" && cat out err && false; }
}

# both FILE TEXT...: each text is in the file, as it is.
both()
{
	file=$1
	shift
	for text in "$@"; do
		grep -qF -- "$text" "$file" || { echo "not in $file: $text" && cat "$file" && false; } || return
	done
}

# says CODE TEXT COMMAND...: ends with the code and tells the text as an error.
says()
{
	code=$1 text=$2
	shift 2
	run "$code" "$@" && both err "zcctl: $text"
}

# json FILTER COMMAND...: the command's JSON (one value, or one a line) makes the filter true.
json()
{
	filter=$1
	shift
	run 0 "$@" --json && is "$filter" out
}

# What is looked at is kept, each on a line, for the schema.
is()
{
	[ "$2" = /dev/stdin ] || jq -c . "$2" >>documents
	jq -es "if length == 1 then .[0] else . end | $1" "$2" >/dev/null ||
		{ echo "not true: $1" && cat "$2" && false; }
}

# le BYTES NUMBER: the number as that many bytes, in the octal of printf.
le()
{
	n=$2
	for _ in $(seq "$1"); do
		printf '\\%03o' $((n % 256))
		n=$((n / 256))
	done
}

# wav FILE FRAMES: 16 bit, 2 channels, 8000 Hz.
wav()
{
	bytes=$(($2 * 4))
	# shellcheck disable=SC2059 # the format is the data
	printf "RIFF$(le 4 $((bytes + 36)))WAVEfmt $(le 4 16)$(le 2 1)$(le 2 2)$(le 4 8000)$(le 4 32000)$(le 2 4)$(le 2 16)data$(le 4 $bytes)" >"$1"
	head -c "$bytes" /dev/zero | tr '\0' '\001' >>"$1"
}

start_daemon()
{
	"$top_builddir/zcaudiod" --config conf >log 2>&1 &
	daemon=$!
	for _ in $(seq 600); do
		"$top_builddir/zcctl" status >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "Bail out! no daemon" && cat log && exit 1
}

schema_bites()
{
	for wrong in 'del(.zc)' '.elapsed_s = "long"' '.zc.path = "best"' '.more = 1'; do
		grep '"histograms"' documents | head -n 1 | jq -c "$wrong" >refused
		! "$top_srcdir/tests/schema" refused "$schema" || { echo "not refused: $wrong" && return 1; }
	done
}

# until_json FILTER: waits until the status says so.
until_json()
{
	for _ in $(seq 600); do
		run 0 status --json && is "$1" out >/dev/null && return
		sleep 0.1
	done
	echo "never true: $1" && cat out && false
}

# Whoever reads has seen enough: no word about it, and no watching on.
enough()
{
	(sleep 0.3 && exec "$top_builddir/zcctl" queue 2>err) | true
	[ ! -s err ] || { cat err && false; } || return
	for _ in 1 2; do
		{
			timeout 20 "$top_builddir/zcctl" "$@" 2>err
			[ $? -ne 124 ] || echo "it went on" >>err
		} | head -n 1 >out
		[ -s out ] && [ ! -s err ] || { cat out err && false; } || return
	done
}

# A track that came and went while nobody looked is announced all the same.
late()
{
	follows play long.wav short.wav && kill -STOP "$player" && run 0 next &&
		until_json '.state == "stopped"'
	gone=$?
	kill -CONT "$player"
	wait "$player" && [ "$gone" -eq 0 ] &&
		both seen "2/2 short.wav  0:00  8000 Hz 16 bit 2 ch  direct: "
}

# What others put in the place of ours is not waited for, nor shown.
replaced()
{
	follows play long.wav short.wav && cp long.wav else.wav &&
		run 0 play --no-wait else.wav || return
	wait "$player"
	code=$?
	[ "$code" -eq 0 ] && both seen ' stopped: ' && ! grep else.wav seen &&
		run 0 status --json && is '.state == "playing"' out && run 0 play --no-wait long.wav
}

# fake CODE TEXT ARGUMENT...: as says, with a server that follows the script of standard input.
fake()
{
	cat >script
	rm -f fake
	"$top_builddir/tests/proto/fake_server" fake script &
	server=$!
	for _ in $(seq 600); do
		[ -S fake ] && break
		sleep 0.1
	done
	says "$@" --socket "$work/fake" || { kill "$server" && false; } || return
	wait "$server"
}

# follows COMMAND...: zcctl in the background (it writes to seen), once it has announced the track that plays.
follows()
{
	rm -f seen
	"$top_builddir/zcctl" "$@" >seen 2>err </dev/null &
	player=$!
	for _ in $(seq 600); do
		grep -qs long.wav seen && return
		sleep 0.1
	done
	echo "never announced" && cat seen err && false
}

# ends SIGNAL CODE: what follows, by that signal and with that code.
ends()
{
	kill -"$1" "$player"
	wait "$player"
	code=$?
	[ "$code" -eq "$2" ] || { echo "exit code $code, not $2" && cat seen err && false; }
}

# interrupted HOW: play, with Ctrl-C once it plays.
interrupted()
{
	follows play --on-interrupt="$1" long.wav && ends INT 130
}

# The first line comes at once, more whenever something changes.
watched()
{
	follows watch --json && run 0 pause && until_json '.state == "paused"' || return
	for _ in $(seq 600); do
		[ "$(wc -l <seen)" -gt 1 ] && break
		sleep 0.1
	done
	ends INT 0 && is '.[0].state == "playing" and .[-1].state == "paused"' seen
}

# lines COUNT: the watcher has printed so many.
lines()
{
	for _ in $(seq 600); do
		[ "$(wc -l <seen)" -ge "$1" ] && return
		sleep 0.1
	done
	cat seen && false
}

# What moves is read from the area: it goes on while the daemon stands still.
looked()
{
	run 0 resume && follows watch --json || return
	kill -STOP "$daemon"
	lines $(($(wc -l <seen) + 2))
	moved=$?
	kill -CONT "$daemon"
	ends INT 0 && [ "$moved" -eq 0 ] &&
		is '.[-1].measured | .service.count > 0 and .margin.p50_ns > 0 and
			.engine.wakeups > 0 and .filler.faults_major == 0' seen
}

looked_as_lines()
{
	follows watch 1 && lines 3 && ends INT 0 && grep -q 'margin least .* xruns\{0,1\}, faults' seen
}

# A terminal of 24 lines and 60 columns.
looked_as_page()
{
	rm -f seen watcher
	script -qefc "stty rows 24 cols 60; echo \$\$ >watcher; exec $top_builddir/zcctl watch" seen \
		>/dev/null 2>&1 </dev/null &
	for _ in $(seq 600); do
		tr -d '\r' <seen 2>/dev/null | sed 's/\x1b\[[0-9]*[A-Z]//g' >page
		! grep -q '^engine ' page || break
		sleep 0.1
	done
	kill -INT "$(cat watcher)"
	wait $!
	grep -q '^wake-up latency' page && grep -q '^margin to an xrun' page &&
		grep -q '^engine ' page && ! grep -v '^Script ' page | grep -qE '^[ -~]{60}' &&
		run 0 pause
}

# The daemon dies under a client that waits.
bereft()
{
	follows play --append || return
	kill -KILL "$daemon"
	wait "$daemon" 2>/dev/null
	wait "$player"
	code=$?
	daemon=
	[ "$code" -eq 3 ] && both err "zcctl: $work/socket: the daemon closed the connection; see: journalctl -u zcaudiod"
}

help_of_each()
{
	for command in $commands; do
		run 0 help "$command" && both out "Usage: zcctl $command" || return
		run 0 "$command" --help && both out "Usage: zcctl $command" || return
	done
}

completed()
{
	for command in $commands; do
		sed -n '/local commands=/,/"$/p' "$top_srcdir/conf/zcctl.bash" | grep -qw "$command" ||
			{ echo "$command is not completed" && false; } || return
	done
}

# as_nobody CODE TEXT: what zcctl tells somebody who may not use the socket.
as_nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups "$top_builddir/zcctl" status >out 2>err
	code=$?
	[ "$code" -eq "$1" ] || { echo "exit code $code" && false; } && both err "zcctl: $2"
}

cat >conf <<-END
	socket = $work/socket
	port = $port
	device = sim
	rt_priority = 0
	lock_memory = no
	cpu_dma_latency = no
	music_directory = $work/album
	state_file =
	playlist_directory =
	area_file = $area
	incident_directory = $work/incidents
	incident_late_us = 0
END
mkdir album empty
wav short.wav 800
wav "with 'odd' \"name\" & more.wav" 800
wav "$(printf 'latin-\351.wav')" 800
wav long.wav 480000
wav album/2.wav 800
wav album/1.wav 800
echo "no sound at all" >broken.wav
head -c 3000 short.wav >cut.wav
touch album/cover.jpg

plan "$(grep -c '^[[:space:]]*ok "' "$top_srcdir/tests/proto/zcctl.sh")"

ok "no daemon: code 3, and how to start one" says 3 "$work/socket: no daemon listens there; start it with: systemctl start zcaudiod, or: zcaudiod --foreground" status
ok "no daemon, as JSON" is '.error.exit == 3 and (.error.text | contains("systemctl start zcaudiod"))' /dev/stdin <<-END
	$("$top_builddir/zcctl" status --json 2>/dev/null)
END
ok "no daemon by TCP" says 3 "127.0.0.1:1: cannot connect" status --port 1
ok "a relative path without a socket" says 3 "nothing: no such socket" --socket nothing status
ok "a file that is not a socket" says 3 "$work/short.wav: is not a socket; name the daemon's with --socket" --socket "$work/short.wav" status
ok "a server of another protocol" fake 3 "$work/fake: the server there is not zcaudiod: it does not speak the MPD protocol" status <<-END
	> HTTP/1.1 400 Bad Request
END
ok "a server that hangs up" fake 3 "$work/fake: the daemon closed the connection; see: journalctl -u zcaudiod" stop <<-END
	> OK MPD 0.23.5
	< stop
END
ok "a server without zcaudiod's commands" fake 1 "$work/fake: the daemon does not know this command; it is another MPD server or an older zcaudiod" played <<-END
	> OK MPD 0.23.5
	< zc_played
	> ACK [5@0] {} unknown command "zc_played"
END
ok "prints a server's error" fake 1 "no such thing" stop <<-END
	> OK MPD 0.23.5
	< stop
	> ACK [2@0] {stop} no such thing
END

ok "no command" says 2 "a command is needed"
ok "a mistyped command" says 2 'stauts: no such command; did you mean "status"?' stauts
ok "an unknown option" says 2 "unknown option -z" -z
ok "a mistyped option" says 2 "unknown option --jsno; did you mean --json?" --jsno status
ok "a mistyped option behind a command" says 2 "status: unknown option --sokcet; did you mean --socket?" status --sokcet
ok "an unknown command like no other" says 2 "frobnicate: no such command" frobnicate
ok "a mistyped command of queue" says 2 'queue dle: no such command; did you mean "queue del"?' queue dle
ok "an argument too many" says 2 'stop takes no arguments, but "now" was given' stop now
ok "an unknown option of play" says 2 "play: unknown option --lound" play --lound
ok "an option without its value" says 2 "--socket needs a value" status --socket
ok "an invalid port" says 2 "--port x: a number from 1 to 65535 is needed" --port x status
ok "both --socket and --host" says 2 "--socket and --host or --port exclude each other" --host h status --socket s
ok "an invalid place" says 2 "seek abc: not a place; write 1:30, 90, +10, -10 or 50%" seek abc
ok "seek without a place" says 2 "seek needs one place" seek
ok "an invalid volume" says 2 "volume 101: takes 0 to 100, +N or -N" volume 101
ok "an invalid position" says 2 "queue del 0: not a position or range; write 3, 3-5 or 3-, counted from 1" queue del 0
ok "del without a position" says 2 "queue del needs one position or range: 3, 3-5 or 3-" queue del
ok "a move without a target" says 2 "queue move needs a position or range and where to move it: 3 1, or 3-5 1" queue move 1
ok "a move of an invalid position" says 2 "queue move x: not a position or range" queue move x 1
ok "a move to an invalid position" says 2 "queue move to 0: not a position; positions are counted from 1" queue move 1 0
ok "an invalid number of tracks" says 2 "played 0: takes a number of tracks from 1 to 64" played 0
ok "an invalid number of seconds" says 2 "watch soon: takes a number of seconds from 1 to 3600" watch soon
ok "an invalid incident" says 2 "incidents last: takes the number of an incident; for a list: zcctl incidents" incidents last
ok "an invalid --on-interrupt" says 2 "--on-interrupt=x: takes stop, pause or leave" play --on-interrupt=x short.wav
ok "errors name the help to read" both err "Try: zcctl help play"

run 0 help
commands=$(sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' out)
ok "help lists all commands" test "$(echo "$commands" | wc -l)" -eq 19
ok "help of each command" help_of_each
ok "bash completes each command" completed
ok "version" run 0 --version

start_daemon
ok "nothing plays yet" json '.state == "stopped" and .song == null and .elapsed_s == null and .queue.length == 0 and .error == null' status
ok "a socket from ZC_SOCKET or --socket" run 0 status --socket "$work/socket"
ok "a relative socket" run 0 status --socket socket
ok "names each missing file" says 1 "gone.wav: No such file or directory" play gone.wav short.wav 'x*.wav'
ok "names the pattern without a match" both err "zcctl: x*.wav: no file matches"
ok "missing files: nothing was queued" json '.songs == [] and .current == null' queue
ok "a folder without sound" says 1 "empty: no sound files in this folder, going by their extensions" play empty
ok "a device node" says 1 "/dev/null: not a regular file" play /dev/null
ok "nothing to resume" says 1 "resume: the queue is empty; name files: zcctl play FILE..." resume
ok "nothing to skip" says 1 "next: nothing is playing; start with: zcctl play FILE..., or: zcctl resume" next
ok "nothing to seek in" says 1 "seek: nothing is playing; start with: zcctl play FILE..., or: zcctl resume" seek 10
ok "nothing to play" says 1 "the queue is empty; name files: zcctl play FILE..." play

ok "plays two files to their end" run 0 play short.wav "with 'odd' \"name\" & more.wav"
ok "prints each track with format and path" both out "1/2 short.wav" "2/2 with 'odd'" "8000 Hz 16 bit 2 ch"
ok "prints each track's certificate" both out "played: " "copied" "bit-exact, 0 xruns"
ok "they stay in the queue, by absolute paths" json "[.songs[].uri] == [\"$work/short.wav\", \"$work/with 'odd' \\\"name\\\" & more.wav\"]" queue
ok "certificates add up" json '(.played | length) == 2 and (.played | all(.result == "ok" and .bit_exact and .bytes_direct + .bytes_copied + .bytes_decoded == .payload_bytes and .payload_bytes == 3200 and .frames_played == 800))' played
ok "certificates, newest first, as many as asked for" json '(.played | length) == 1 and (.played[0].file | endswith("more.wav"))' played 1
ok "certificates for people" run 0 played
ok "certificates have the frame counts" both out "800 of 800 frames"
ok "metrics for Prometheus" run 0 metrics
ok "each metric has its type" both out "# TYPE zcaudiod_wake_latency_seconds histogram" 'zcaudiod_state{state="stopped"} 1'
ok "metrics as JSON" json '(.metrics | length) > 100 and (.metrics | any(.name == "zcaudiod_filled_bytes_total" and .labels == {path: "decoded"} and .value == 0))' metrics
ok "a report for people" run 0 report
ok "the report has all parts" both out "Incidents" "800 of 800 frames" "no warnings" "wake_latency"
ok "a report as JSON" json '(keys == ["histograms", "incidents", "played", "status", "warnings"]) and (.played | length) == 2 and .status.device == "sim" and (.histograms | length) == 6' report
ok "play as JSON" json '[.[].event] == ["added", "track", "played"] and .[2].result == "ok" and (.[0].tracks | length) == 1' play short.wav
ok "file names that are not UTF-8 become valid JSON" json '.[0].tracks[0].uri | test("latin-\ufffd.wav$")' play latin-*.wav
ok "a track that cannot be played: code 4" says 4 "$work/broken.wav: " play broken.wav short.wav
ok "the next track was played" both out "2/2 short.wav" "played: "
ok "the same as JSON" is '[.[].event] | contains(["failed", "played"])' /dev/stdin <<-END
	$("$top_builddir/zcctl" play --json broken.wav short.wav 2>/dev/null)
END

ok "a truncated track is played as far as it goes" run 0 play cut.wav
ok "a note says that it is truncated" both out "    note: header promises 800 frames, 739 are there"

nl=$(printf 'odd\nname.wav')
mkdir odd && cp short.wav "odd/$nl" && cp short.wav odd/a.wav
ok "plays a folder without a name that has a line break" run 0 play odd
ok "names the file that was left out" both err "$work/odd/odd?name.wav: left out: a name with a line break"
ok "queues the folder's other files" json '.songs | length == 1' queue
ok "refuses a named file with a line break" says 1 "$work/odd/odd?name.wav: a name with a line break cannot be sent" play "odd/$nl"

ok "plays a folder in the order of names" run 0 play album
ok "leaves out a folder's pictures" json '[.songs[].uri] | map(sub(".*/"; "")) == ["1.wav", "2.wav"]' queue
ok "play --append" run 0 play --append --no-wait './sh*.wav'
ok "play --append adds at the end" json '.songs | length == 3 and .[2].position == 3 and (.[2].uri | endswith("/short.wav"))' queue
run 0 stop
ok "queue add" json '.event == "added" and (.tracks | length) == 2' queue add long.wav album/1.wav
ok "queue move" run 0 queue move 4 1
ok "the moved song is first" json '.songs | length == 5 and (.[0].uri | endswith("/long.wav"))' queue
ok "queue for people" run 0 queue
ok "queue del" run 0 queue del 2-4
ok "the deleted songs are gone" json '[.songs[].uri] | map(sub(".*/"; "")) == ["long.wav", "1.wav"]' queue
ok "a position past the end" says 1 "queue del 9: the queue has positions 1 to 2; see: zcctl queue" queue del 9
ok "a move past the end" says 1 "queue move 1 3: the queue has positions 1 to 2; see: zcctl queue" queue move 1 3

ok "plays without waiting" run 0 play --no-wait long.wav
ok "status while it plays" until_json '.state == "playing" and .song.position == 1 and (.song.uri | endswith("/long.wav")) and .audio.rate_hz == 8000 and .audio.bits == 16 and .audio.channels == 2 and .duration_s == 60 and (.zc.path | . == "direct" or . == "staged") and (.zc.reason | length) > 0 and .zc.device == "sim" and (.zc.bytes_copied | type) == "number"'
run 0 status
ok "status for people" both out "playing 1/1" "long.wav" "path  " "device         sim" "ring  " "copies  " "xruns  "
ok "pause" run 0 pause
ok "is paused" until_json '.state == "paused"'
ok "seek to a part" run 0 seek 50%
ok "plays at the part" until_json '.elapsed_s >= 30 and .elapsed_s < 40'
ok "seek back" run 0 seek -20
ok "plays 20 s earlier" until_json '.elapsed_s >= 10 and .elapsed_s < 20'
run 0 seek 0:50
ok "seek to a time" until_json '.elapsed_s >= 50'
run 0 toggle
ok "toggle goes on" until_json '.state == "playing"'
run 0 next
ok "next past the last stops" until_json '.state == "stopped"'
run 0 resume
ok "resume plays what is queued" until_json '.state == "playing"'
ok "no volume on the simulated DAC" says 1 "no volume" volume
ok "no volume is null as JSON" json '.volume == null' volume
ok "devices" json '.devices[-1].device == "sim" and (.devices[-1].format | type) == "array"' devices
ok "warnings" json '.warnings | type == "array"' warnings
run 0 stop

ok "Ctrl-C stops" interrupted stop
ok "is stopped" until_json '.state == "stopped"'
ok "Ctrl-C pauses" interrupted pause
ok "is paused again" until_json '.state == "paused"'
ok "Ctrl-C leaves it playing" interrupted leave
ok "plays on" until_json '.state == "playing"'
ok "play announces tracks that ended before it connected" late
ok "play ends when others play something else" replaced
ok "watch prints changes until Ctrl-C" watched
run 0 resume
ok "watch ends when its pipe is closed" enough watch --json
run 0 pause
ok "watch sends no requests while nothing changes" looked
ok "watch prints lines where there is no terminal" looked_as_lines
ok "watch draws a page on a terminal" looked_as_page

ok "status by TCP" json '.state == "paused"' status --port "$port"
ok "adds files of the music folder by TCP" json '.tracks[0].uri == "1.wav"' queue add 1.wav --host 127.0.0.1 --port "$port"
ok "adds no other files by TCP" run 1 queue add "$work/short.wav" --port "$port"
ok "the queue is unchanged" json '.songs | length == 2' queue
chmod 0755 .
if [ "$(id -u)" -eq 0 ] && chgrp audio socket && chmod 0600 socket &&
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$top_builddir/zcctl"; then
	ok "a socket for its owner alone" as_nobody 3 "$work/socket: permission denied: only its owner may use it; set socket_mode to 0660 in zcaudiod.conf"
	chmod 0660 socket
	ok "a socket for its group" as_nobody 3 "$work/socket: permission denied; join its group with: sudo usermod -aG audio "
else
	for name in owner group; do
		skip "a socket for its $name" "takes root, and a build folder that all may enter"
	done
fi
ok "a daemon that dies: code 3" bereft
if python3 -c 'import jsonschema' 2>/dev/null; then
	ok "all this JSON matches the schema" "$top_srcdir/tests/schema" documents "$schema"
	ok "the schema refuses wrong JSON" schema_bites
else
	skip "all this JSON matches the schema" "no python3-jsonschema"
	skip "the schema refuses wrong JSON" "no python3-jsonschema"
fi
finish
