#!/bin/sh
# Symbols: realtime objects call only reviewed functions, and libraries export only names of ours.
# shellcheck disable=SC2317
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_builddir" || exit 1
[ -e libzcpipeline.a ] || skip_all "nothing is built in $top_builddir"
list=$top_srcdir/tests/lint/rt-symbols.txt
# Objects that run on the engine's thread: its folder, and the files that it shares with readers.
objects=$(cd "$top_srcdir" && printf '%s\n' pipeline/rt/*.c pipeline/base/clock.c pipeline/base/mbox.c \
	pipeline/measure/hist.c pipeline/measure/snap.c pipeline/measure/trigger.c \
	pipeline/measure/wake_hist.c | sed 's/c$/o/')

# Prints the names of the list, without comments.
listed()
{
	sed 's/[[:space:]]*#.*//' "$list" | grep -v '^$' | sort
}

# symbols OPTIONS FILE...: prints the names, each once.
symbols()
{
	nm -P "$@" | awk 'NF > 1 { print $1 }' | sort -u
}

# Prints the names that the objects need from elsewhere.
# shellcheck disable=SC2086 # words
needed()
{
	symbols -g --defined-only $objects >"$work/defined"
	symbols -u $objects | comm -23 - "$work/defined"
}

# shellcheck disable=SC2086
reviewed()
{
	unknown=$(needed | comm -23 - "$work/listed")
	[ -z "$unknown" ] && return
	for name in $unknown; do
		echo "$name: $(nm -A -u $objects | awk -v n="$name" '$NF == n { print $1 }')"
	done
	echo "not in tests/lint/rt-symbols.txt: must not allocate, lock, log, open or fault"
	false
}

in_use()
{
	unused=$(needed | comm -13 - "$work/listed")
	[ -z "$unused" ] || { echo "listed, but not called:" "$unused" && false; }
}

our_names()
{
	foreign=$(find pipeline daemon tools -name '*.o' | while read -r object; do
		nm -gP --defined-only "$object" 2>/dev/null |
			awk -v o="$object" '$1 !~ /^zc[a-z]*_/ && $1 != "main" { print o ": " $1 }'
	done)
	[ -z "$foreign" ] || { printf '%s\n' "$foreign" && false; }
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
listed >"$work/listed"
plan 3
ok "realtime objects call only reviewed functions" reviewed
ok "the list has only functions that are called" in_use
ok "exported names begin with zc_ or with their program's name" our_names
finish
