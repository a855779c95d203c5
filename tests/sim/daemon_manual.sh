#!/bin/sh
# The manual pages against the programs: the keys that are printed, the options and the commands are
# those that the pages list.
# shellcheck disable=SC2317,SC2154,SC2119 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
command -v jq >/dev/null || skip_all "no jq"
export ZC_SOCKET="$work/socket"
pages=$top_srcdir/conf/man

# names PAGE: the words that the page marks as variables (Va).
names()
{
	awk '/^\./ {
		on = 0
		for (i = 1; i <= NF; i++)
			if ($i ~ /^\.?[A-Z][a-z]$/)
				on = $i ~ /Va$/
			else if (on)
				print $i
	}' "$pages/$1" | sort -u
}

# lists PAGE: each word of standard input, and there are some, is a variable of the page.
lists()
{
	names "$1" >"$work/names"
	sort -u >"$work/words"
	comm -23 "$work/words" "$work/names" >"$work/missing"
	[ -s "$work/words" ] && ! sed "s/^/$1 does not list: /" "$work/missing" | grep .
}

zcctl_json()
{
	"$top_builddir/zcctl" --json "$@" 2>/dev/null
}

# plays: an xrun, a track on the direct path, a decoded one, and a file that was cut off.
plays()
{
	configure sim_clock=virtual ring_ms=2000 verify=yes sim_script=xrun@44100 && start_daemon &&
		play_all "$work/a.wav" "$work/b.flac" "$work/short.wav" &&
		until_true "\"$top_builddir/zcctl\" incidents 1" &&
		until_true "! \"$top_builddir/zcctl\" --json played | grep pending"
}

own_keys()
{
	zcctl_json report >"$work/report" && jq -r '.status, (.incidents + .played + .histograms)[] |
		keys[]' "$work/report" | lists zcaudiod.8
}

device_keys()
{
	zcctl_json devices | jq -r '.devices[] | keys[]' | lists zcaudiod.8
}

# The words that zcctl's own page has for its JSON; zc and histograms are in zcaudiod(8).
zcctl_keys()
{
	zcctl_json status | jq -r '[del(.zc, .histograms) | .. | objects | keys[]] | unique[]' |
		lists zcctl.1 &&
		zcctl_json queue | jq -r '[.. | objects | keys[]] | unique[]' | lists zcctl.1 &&
		zcctl_json metrics | jq -r '.metrics[] | keys[]' | lists zcctl.1 &&
		zcctl_json incidents 1 | jq -r '.wakes[] | keys[]' | lists zcctl.1
}

zcprobe_keys()
{
	"$top_builddir/zcprobe" --json --device sim "$work/a.wav" >"$work/probe"
	jq -r '[.. | objects | keys[]] | unique[]' "$work/probe" | lists zcprobe.1
}

commands()
{
	grep -rhoE '\{ "zc_[a-z]+"' "$top_srcdir/daemon/mpd" | grep -oE 'zc_[a-z]+' >"$work/commands"
	[ -s "$work/commands" ] || return 1
	while read -r command; do
		grep -qE "^\.It Ic $command( |$)" "$pages/zcaudiod.8" ||
			{ echo "no $command in zcaudiod.8" && return 1; }
	done <"$work/commands"
}

# helps: what the program says of itself and of each of its commands.
helps()
{
	"$top_builddir/$1" --help || return 1
	case $1 in
	zcctl | zcjitter)
		"$top_builddir/$1" --help | sed -nE 's/^  ([a-z]+)  .*/\1/p' | while read -r command; do
			"$top_builddir/$1" help "$command"
		done
		;;
	esac
}

# options PROGRAM SECTION: --help and the page have the same long options, but for those that every
# program has.
options()
{
	helps "$1" | grep -oE -e '--[a-z][a-z-]+' | grep -vE '^--(help|version)$' | sort -u >"$work/said"
	grep -oE 'Fl \\-[a-z][a-z-]+' "$pages/$1.$2" | sed 's/Fl \\/-/' |
		grep -vE '^--(help|version)$' | sort -u >"$work/listed"
	[ -s "$work/said" ] && diff "$work/said" "$work/listed"
}

plan 10
"$noise" "$work/a.wav" 441000 2 44100 16 1
"$noise" "$work/b.flac" 100001 2 44100 16 2
"$noise" "$work/whole.wav" 100001 2 44100 16 3 && head -c 200000 "$work/whole.wav" >"$work/short.wav"
ok "tracks with and without faults are played" plays
ok "zcaudiod(8) lists the keys of status, tracks, incidents and histograms" own_keys
ok "zcaudiod(8) lists the keys of devices" device_keys
ok "zcaudiod(8) has each command of its own" commands
ok "zcctl(1) lists the keys of its JSON" zcctl_keys
ok "zcprobe(1) lists its tests and the keys of its JSON" zcprobe_keys
ok "zcaudiod(8) and --help have the same options" options zcaudiod 8
ok "zcctl(1) and --help have the same options" options zcctl 1
ok "zcjitter(1) and --help have the same options" options zcjitter 1
ok "zcprobe(1) and --help have the same options" options zcprobe 1
finish
