# shellcheck shell=sh
# A private zcaudiod on the simulated DAC, for TAP tests: sources tap.sh, makes $work, ends what it
# started. The recording is $work/dac.wav, further ones dac-2.wav and so on.
top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh disable=SC2154
. "$top_srcdir/tests/tap.sh"
command -v mpc >/dev/null || skip_all "no mpc"
work=$(mktemp -d) || exit 1
trap 'end_daemon; rm -rf "$work"' EXIT
before=0
# shellcheck disable=SC2034 # for the tests
noise=$top_builddir/tests/vm/noise
played=$top_builddir/tests/vm/played
export MPD_HOST="$work/socket"

# configure KEY=VALUE...: what is not said here is made for quick tests.
configure()
{
	set -- device=sim "sim_file=$work/dac.wav" "socket=$work/socket" port=0 \
		"state_file=$work/state" "playlist_directory=$work/playlists" \
		"incident_directory=$work/incidents" incident_late_us=0 rt_priority=0 \
		lock_memory=no area_file= log_level=info "$@"
	# The last of a key counts.
	for setting in "$@"; do
		echo "$setting"
	done | tac | sort -st= -k1,1 | awk -F= '!seen[$1]++ { sub("=", " = "); print }' >"$work/conf"
}

# start_daemon [OPTION...]: returns once it takes commands. Tests run in subshells, so what is to be
# known of it is in files.
start_daemon()
{
	rm -f "$work/status"
	(
		# shellcheck disable=SC2016 # the inner shell expands it
		sh -c 'echo $$ >"$0/pid"; exec "$@"' \
			"$work" "$top_builddir/zcaudiod" -c "$work/conf" "$@"
		echo $? >"$work/status"
	) >/dev/null 2>>"$work/log" </dev/null &
	until_true "mpc status || [ -e '$work/status' ]"
	[ ! -e "$work/status" ] || { cat "$work/log" && rm "$work/pid" && return 1; }
}

# signal NAME
signal()
{
	kill "-$1" "$(cat "$work/pid")"
}

# end_daemon [SIGNAL]: the status it exited with.
end_daemon()
{
	[ -e "$work/pid" ] || return 0
	signal "${1:-TERM}" && until_true "[ -s '$work/status' ]" || return 1
	rm "$work/pid"
	return "$(cat "$work/status")"
}

# until_true COMMAND: tries it until it succeeds, or gives up after a long time.
until_true()
{
	tries=1200
	until eval "$1" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { echo "never came true: $1" && mpc status && return 1; }
		sleep 0.05
	done
}

stopped()
{
	! mpc status | grep -qE '^\[(playing|paused)'
}

playing()
{
	mpc status | grep -q '^\[playing'
}

paused()
{
	mpc status | grep -q '^\[paused'
}

# recordings: how many the daemon made so far.
recordings()
{
	find "$work" -name 'dac*.wav' | wc -l
}

# recording N: the name of the Nth since there were $before.
recording()
{
	number=$((before + $1))
	[ $number -eq 1 ] && echo "$work/dac.wav" || echo "$work/dac-$number.wav"
}

# play_all FILE...: as the whole queue, to the end. Sets before.
play_all()
{
	before=$(recordings)
	mpc clear || return 1
	for file in "$@"; do
		mpc add "$file" || return 1
	done
	mpc play && until_true stopped
}

# recorded FILE...: one recording, the first since before, holds them all back to back.
recorded()
{
	"$played" "$(recording 1)" "$@"
}
