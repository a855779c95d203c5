#!/bin/sh
# Every header compiles on its own, so that the order of includes does not matter.
# shellcheck disable=SC2317
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
[ -n "${LINT_COMPILE-}" ] || skip_all "make lint says how to compile"
cd "$top_builddir" || exit 1

compiles()
{
	echo "#include \"$1\"" >"$work/one.c"
	# shellcheck disable=SC2086 # a command line
	$LINT_COMPILE -Werror -fsyntax-only "$work/one.c"
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
headers=$(cd "$top_srcdir" && find pipeline daemon tools tests -name '*.h' | LC_ALL=C sort)
plan "$(echo "$headers" | wc -l)"
for header in $headers; do
	ok "$header" compiles "$header"
done
finish
