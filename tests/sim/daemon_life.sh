#!/bin/sh
# Starting, reloading and stopping the daemon.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"

zcaudiod=$top_builddir/zcaudiod

# says STATUS PATTERN ARGUMENT...: zcaudiod exits with this status and prints a line like that.
says()
{
	expected=$1 pattern=$2
	shift 2
	timeout 20 "$zcaudiod" "$@" >"$work/output" 2>&1
	status=$?
	cat "$work/output"
	[ "$status" -eq "$expected" ] && grep -e "$pattern" "$work/output"
}

unknown_key()
{
	printf 'device = sim\n\nring = 3\n' >"$work/bad" && says 1 "bad:3: .*\"ring\"" -c "$work/bad"
}

checks()
{
	configure && "$zcaudiod" -c "$work/conf" --check-config && unknown_key &&
		says 1 "bad:3: " --check-config -c "$work/bad"
}

plays()
{
	"$noise" "$work/a.wav" 4410000 2 44100 16 1 && mpc add "$work/a.wav" && mpc play &&
		until_true playing
}

# other KEY=VALUE...: the configuration of a second daemon, which differs only in these.
other()
{
	cp "$work/conf" "$work/first" && configure "$@" && mv "$work/conf" "$work/other" &&
		mv "$work/first" "$work/conf"
}

# Whatever they would share keeps the second from starting. The first plays on, its files are intact.
second()
{
	pid=$(cat "$work/pid") && until_true "[ -s '$work/state' ]" &&
		says 1 "error: $work/state: another zcaudiod (PID $pid) keeps its state there; stop it, or set another state_file" \
			-c "$work/conf" && other "state_file=$work/state2" "sim_file=$work/dac2.wav" &&
		says 1 "error: $work/socket: another zcaudiod (PID $pid) answers there; stop it, or set another socket" \
			-c "$work/other" && other "socket=$work/socket2" "sim_file=$work/dac2.wav" &&
		says 1 "error: $work/state: another zcaudiod (PID $pid)" -c "$work/other" &&
		[ ! -e "$work/dac2.wav" ] && [ ! -e "$work/socket2" ] && [ -S "$work/socket" ] &&
		playing && mpc playlist -f %file% | grep -Fx "$work/a.wav"
}

# What a killed daemon leaves behind does not keep the next from starting.
after_a_kill()
{
	configure && start_daemon && end_daemon KILL
	[ $? -eq 137 ] && start_daemon && end_daemon
}

# logged PATTERN
logged()
{
	until_true "grep -q '$1' '$work/log'"
}

reloads()
{
	configure ring_ms=300 rt_priority=1 mixer=none && signal HUP &&
		logged 'conf was read again; changed: ring_ms$' &&
		logged 'warning: changed in .*conf, but in force only after a restart: mixer, rt_priority$' &&
		playing
}

keeps_what_it_has()
{
	echo "nonsense = 1" >>"$work/conf" && signal HUP &&
		logged 'error: .*conf:.*nonsense.*; the configuration stays as it was' && playing
}

socket_is_removed()
{
	rm "$work/socket" && logged "warning: somebody removed $work/socket; it was created again" &&
		playing
}

# It fades out and closes the device.
stops_while_playing()
{
	end_daemon && ! grep 'did not return everything' "$work/log" && grep 'a.wav: stopped, ' "$work/log" &&
		[ ! -e "$work/socket" ]
}

again()
{
	configure && start_daemon && end_daemon INT
}

# The measurement area exists while the daemon runs, readable for those who may use the socket. One that
# a killed daemon left behind is replaced.
measures()
{
	area=$(mktemp -u /dev/shm/daemon_life.XXXXXX)
	configure "area_file=$area" && start_daemon && [ "$(stat -c %a "$area")" = 640 ] &&
		end_daemon KILL
	[ $? -eq 137 ] && [ -e "$area" ] && start_daemon && ! grep "area_file" "$work/log" &&
		end_daemon && [ ! -e "$area" ]
	result=$?
	rm -f "$area"
	return "$result"
}

measures_for_itself()
{
	configure "area_file=$work/none/area" && start_daemon &&
		logged "warning: area_file $work/none/area: No such file or directory: .* below /run" &&
		end_daemon
}

plan 16
ok "prints its version" says 0 '^zcaudiod [0-9]' -V
ok "explains its options" says 0 '--check-config' --help
ok "refuses unknown options" says 2 'Try: zcaudiod --help' --no-such-option
ok "a file is for the client" says 2 'zcctl play' song.wav
ok "names file and line of an unknown key" checks
configure
ok "starts" start_daemon
ok "plays" plays
ok "a second daemon on its state or its socket does not start, the first plays on" second
ok "SIGHUP reads the configuration and names what needs a restart" reloads
ok "a wrong configuration changes nothing" keeps_what_it_has
ok "a socket that was removed is created again" socket_is_removed
ok "SIGTERM stops it while it plays" stops_while_playing
ok "SIGINT stops it, too" again
ok "after a SIGKILL it starts again" after_a_kill
ok "the measurement area is in a file while it runs" measures
ok "without that file it warns and runs" measures_for_itself
finish
