#!/bin/sh
# What the objects call: the realtime ones only what was reviewed, and nobody but our own names
# leaves a library.
# shellcheck disable=SC2317
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_builddir" || exit 1
[ -e libzcpipeline.a ] || skip_all "nothing is built in $top_builddir"
list=$top_srcdir/tests/lint/rt-symbols.txt
# What runs on the engine's thread: its own folder, and what it shares with those who look.
objects=$(cd "$top_srcdir" && printf '%s\n' pipeline/rt/*.c pipeline/base/clock.c pipeline/base/mbox.c \
	pipeline/measure/hist.c pipeline/measure/snap.c pipeline/measure/trigger.c \
	pipeline/measure/wake_hist.c | sed 's/c$/o/')

# The words of the list, without what explains them.
listed()
{
	sed 's/[[:space:]]*#.*//' "$list" | grep -v '^$' | sort
}

# symbols OPTIONS FILE...: names, one a line, each once.
symbols()
{
	nm -P "$@" | awk 'NF > 1 { print $1 }' | sort -u
}

# What they need from elsewhere.
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
	[ -z "$unused" ] || { echo "listed, but nobody calls:" "$unused" && false; }
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
ok "realtime objects call nothing that was not reviewed" reviewed
ok "the reviewed list names nothing that nobody calls" in_use
ok "exported names begin with zc_, or with their program's name" our_names
finish
