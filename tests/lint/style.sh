#!/bin/sh
# Style of files: clang-format checks the layout, the rest are rules of HACKING.
# shellcheck disable=SC2317
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 1

sources=$(find pipeline daemon tools conf tests -name '*.[ch]' | LC_ALL=C sort)
texts=$(find pipeline daemon tools conf tests bootstrap quickstart configure.ac Makefile.am README \
	HACKING .ci -type f ! -path '*/data/*' | LC_ALL=C sort)

# never PATTERN FILE...: no line matches. Patterns are written so that they do not match themselves.
never()
{
	pattern=$1
	shift
	! grep -nE -e "$pattern" "$@" /dev/null
}

formatted()
{
	# shellcheck disable=SC2086
	clang-format --dry-run -Werror $sources 2>&1 | grep -E 'error|warning' | head -n 40 |
		grep . && return 1
	return 0
}

# A file begins with a comment that says what it is, or with the header of its name, which has that
# comment. A unit test has the name of its module.
heads()
{
	bad=$(for file in $sources; do
		own=${file##*/}
		case $file-$(head -n 1 "$file") in
		*'-/* '* | *"/${own%.c}.h\"" | *\""${own%.c}.h\"" | tests/unit/*/test_*) ;;
		*) echo "$file: does not begin with a comment that says what it is" ;;
		esac
	done)
	[ -z "$bad" ] || { printf '%s\n' "$bad" && false; }
}

guards()
{
	bad=$(for file in $sources; do
		name=${file##*/}
		case $name in
		*.h) grep -q "^#ifndef [A-Z_]*$(echo "${name%.h}" | tr '[:lower:]' '[:upper:]')_H$" "$file" ||
			echo "$file: no include guard of its name" ;;
		esac
	done)
	[ -z "$bad" ] || { printf '%s\n' "$bad" && false; }
}

# HACKING names files by the end of their paths.
named()
{
	find . -name '*.[ch]' -not -path './build*' >"$work/files"
	bad=$(grep -oE '[a-z0-9_/]+\.[ch]\>' HACKING | sort -u | while read -r file; do
		grep -q "/$file\$" "$work/files" || echo "HACKING: $file: there is no such file"
	done)
	[ -z "$bad" ] || { printf '%s\n' "$bad" && false; }
}

# Our own targets are the phony ones.
helped()
{
	bad=$(sed -n 's/^\.PHONY: //p' Makefile.am ./*/local.mk | tr ' ' '\n' | while read -r target; do
		[ "$target" = help ] || grep -qE "^#:   make $target( |\$)" Makefile.am ||
			echo "$target: not in the text of make help"
	done)
	[ -z "$bad" ] || { printf '%s\n' "$bad" && false; }
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

plan 10
# Other versions format differently.
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	ok "clang-format has nothing to say" formatted
else
	skip "clang-format has nothing to say" "no clang-format 14"
fi
ok "every file begins with a comment that says what it is" heads
ok "every header has an include guard of its name" guards
ok "HACKING names only files that exist" named
ok "make help lists every target" helped
# shellcheck disable=SC2086
{
	ok "no machine's own folders" never '[/]work/|[/]root/|[/]home/[a-z]' $texts
	ok "no package hosts" never 'debian[.]org|ubuntu[.]com|pypi[.]|crates[.]io' $texts
	ok "no marks of unfinished work" never '\<(TO[D]O|FIX[M]E|XX[X]|HAC[K])\>' $texts
	ok "no code in comments or switched off" \
		never '^[[:space:]]*//|^#[[:space:]]*if 0\>|^[[:space:]]*/\*.*;[[:space:]]*\*/$' $sources
	ok "one licence, in COPYING" never '[Cc]opyright|SPD[X]|[Gg]eneral Public' $sources
}
finish
