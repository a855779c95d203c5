#!/bin/sh
# The installed units under a real systemd: README's commands, then the life of a service: crashes,
# reloads, restarts, stops. The watchdog's half minutes are virtual time.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
bin=$top_builddir/tests/vm
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/build" "$work/music/album"
"$bin/noise" "$work/music/a.wav" 150001 2 44100 16 1 &&
	"$bin/noise" "$work/music/album/b.flac" 60001 2 44100 16 2 &&
	"$bin/noise" "$work/music/long.wav" 9000000 2 44100 16 3 || exit 1

# A build of its own: the units of this build folder may name other folders than README's.
install_project()
{
	cd "$work/build" &&
		"$(cd "$top_srcdir" && pwd)/configure" -q --prefix=/usr --sysconfdir=/etc \
			--localstatedir=/var --runstatedir=/run --disable-tests &&
		env -u MAKEFLAGS make -s -j "$(nproc)" >/dev/null &&
		make -s install DESTDIR="$work/project" >/dev/null
}

in_guest()
{
	"$top_srcdir/tests/vm/run" --root debian --build none \
		--file "$work/project:/project" --file "$top_srcdir/tests/vm/service-guest" \
		--music "$work/music" --out "$work/out" --card aloop --card hda --timeout 600 -- \
		sh /in/service-guest
}

# says FILE PATTERN: a line of the guest's FILE.txt matches.
says()
{
	grep -E "$2" "$work/out/$1.txt" || { cat "$work/out/$1.txt" && false; }
}

# has FILE LINE...: the file has each of these lines.
has()
{
	file=$work/out/$1.txt
	shift
	for line in "$@"; do
		grep -qxF "$line" "$file" || { echo "no line \"$line\" in" && cat "$file" && return 1; }
	done
}

# is FILE LINE...: the file has these lines and no other.
is()
{
	file=$work/out/$1.txt
	shift
	printf '%s\n' "$@" | diff - "$file"
}

two_realtime()
{
	[ "$(grep -c SCHED_FIFO "$work/out/threads.txt")" -eq 2 ]
}

# activates FILE PATTERN: at first only the socket was active; the client got its answer, and then the
# service was active too.
activates()
{
	says "$1" "$2" && [ "$(sed -n '1p;2p' "$work/out/$1.txt" | tr '\n' ' ')" = "inactive active " ] &&
		[ "$(tail -n 2 "$work/out/$1.txt" | tr '\n' ' ')" = "active exit 0 " ]
}

says_nothing_of_us()
{
	[ -s "$work/out/$1.txt" ] && ! grep -E '(zcaudiod|zc-[a-z]+)(\[|\.s)' "$work/out/$1.txt"
}

# found_again FILE SECONDS: the whole queue is there and plays where it was, or up to so many seconds
# earlier.
found_again()
{
	says "$1" '^>? +1 +3:24 +long.wav' && says "$1" '^ +2 +0:03 +a.wav' &&
		says "$1" '^state +playing 1/2' && awk -v lost_s="$2" '/^elapsed/ {
			print
			found = $2 > 60 && $4 >= $2 - lost_s && $4 <= $2 + 6
		}
		END { exit !found }' "$work/out/$1.txt"
}

# same_process FILE: it has two PIDs, and they are the same.
same_process()
{
	awk '/^[0-9]+$/ { n++; differ += $1 != pid && n > 1; pid = $1 }
		END { print pid; exit !(n == 2 && pid > 1 && !differ) }' "$work/out/$1.txt"
}

exposed_little()
{
	sed -n 's/.*Overall exposure level.*: \([0-9.]*\).*/\1/p' "$work/out/security.txt" |
		awk '{ print; level = $1 } END { exit !(NR == 1 && level <= 2.0) }'
}

uninstalls()
{
	make -s -C "$work/build" uninstall DESTDIR="$work/project" >/dev/null &&
		find "$work/project" ! -type d | awk '{ print } END { exit NR > 0 }'
}

plan 49
ok "configures, builds and installs as README says" install_project
ok "the guest runs to its end" in_guest

ok "README's commands start it" has install "exit 0"
ok "it reports to systemd that it is ready" has started Type=notify NotifyAccess=main \
	ActiveState=active SubState=running NRestarts=0 WatchdogUSec=30s
ok "it runs as the service's user" has threads "zcaudiod audio"
ok "the engine is realtime" says threads '^zc-engine .*SCHED_FIFO.* priority: 60'
ok "the filler too" says threads '^zc-filler .*SCHED_FIFO.* priority: 40'
ok "and nothing else is" two_realtime
ok "its memory is locked" says threads '^VmLck:[[:space:]]+[1-9][0-9]{4,} kB'
ok "and is not moved by the kernel" says threads '/compact_unevictable_allowed:0$'
ok "it may lock all its memory" says threads '^Max locked memory +unlimited +unlimited'
ok "a realtime thread that hangs would be killed" says threads '^Max realtime timeout +200000 +200000'
ok "it has no capability" has threads "CapEff:	0000000000000000" "CapBnd:	0000000000000000"
ok "system calls are filtered" has threads "NoNewPrivs:	1" "Seccomp:	2"
ok "a login of a user in audio gets the same limits by PAM" is login 70 unlimited "exit 0"
ok "there are no warnings" is warnings "no warnings" "exit 0"

ok "a user in audio plays" has play "exit 0"
ok "every bit" "$bin/played" "$work/out/loopback.wav" "$work/music/a.wav" "$work/music/album/b.flac"
ok "by the direct path" says play '^1/2 a.wav .*direct: pinnable ring'
ok "other users are told which group to join" says stranger \
	'permission denied; join its group with: sudo usermod -aG audio stranger'
ok "and their command fails" has stranger "exit 3"
ok "files in /home and /tmp play" has anywhere "exit 0"
ok "a playlist is saved" has saved mine "exit 0"
ok "its files have the right owner and mode" has files "600 zcaudiod:audio /var/lib/zcaudiod/state" \
	"600 zcaudiod:audio /var/lib/zcaudiod/playlists/mine.m3u" "660 zcaudiod:audio /run/zcaudiod/socket"
ok "it can write there and nowhere else" is writes "/: read-only" "/etc: read-only" \
	"/usr: read-only" "/music: read-only" "/home: read-only" "/tmp: read-only" \
	"/run: read-only" "/sys: read-only" "/var/lib: read-only" "/var/lib/zcaudiod: writable" \
	"/run/zcaudiod: writable" "exit 0"
ok "zcctl activates it by the local socket" activates by-socket '^state +stopped, 1 in the queue'
ok "any user's mpc activates it by the port" activates by-port '^volume:'
ok "the journal has no warning of it" is journal-warnings "-- No entries --" "exit 0"
ok "nor an error that it caused" says_nothing_of_us journal-errors

ok "it plays on for two periods of the watchdog" same_process watched
ok "the watchdog ends a daemon that is stopped" says journal 'zcaudiod.service: Watchdog timeout'
ok "and systemd starts it again" has stopped-dead ActiveState=active NRestarts=1
ok "with queue and position" found_again stopped-dead 13
ok "after SIGKILL systemd starts it as well" has killed ActiveState=active NRestarts=2
ok "with queue and position again" found_again killed 13
ok "a restart goes on where it was" found_again restarted 1

ok "a reload with a wrong line fails and leaves it playing" has reload-bad active "exit 1"
ok "in the same process" same_process reload-bad
ok "a restart with one fails" has restart-bad "exit 1"
ok "the journal has line and word as an error" says errors \
	'/etc/zcaudiod.conf:[0-9]+: unknown key "nonsense"'
ok "once the line is removed, a restart brings back service and sockets" is mended active active "exit 0"
ok "a reload changes the device" has reload active "exit 0"
ok "in the same process" same_process reload
ok "which plays every bit" "$bin/played" "$work/out/hda.wav" "$work/music/a.wav"
ok "a busy card's holder is named" says busy 'busy, held by PID [0-9]+ \(aplay\)'
ok "a stop is clean" has stopped ActiveState=inactive Result=success ExecMainCode=1 ExecMainStatus=0
ok "and disabling" has disable "exit 0"
ok "systemd-analyze rates its exposure as low" exposed_little
ok "make uninstall leaves nothing" uninstalls
finish
