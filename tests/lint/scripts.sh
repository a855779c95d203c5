#!/bin/sh
# Checks shell scripts with shellcheck, manual pages with mandoc, the unit with systemd-analyze.
# shellcheck disable=SC2317
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 1

scripts()
{
	find . -type f -not -path './.git/*' -not -path './build*' -not -path './autom4te*' \
		-not -name 'configure' -not -name 'configure~' -exec grep -lE -m 1 \
		'^#!/bin/(ba)?sh|^#!/bin/busybox sh|^# shellcheck shell=' {} + | LC_ALL=C sort
}

manuals()
{
	find daemon tools conf "$top_builddir/conf/man" -name '*.[158]' | LC_ALL=C sort -u
}

# The line is "... Overall exposure level for zcaudiod.service: 1.6 OK".
exposure()
{
	level=$(systemd-analyze security --offline=true --no-pager \
		"$top_builddir/conf/zcaudiod.service" | sed -n 's/.*exposure level.*: \([0-9.]*\).*/\1/p')
	echo "exposure level $level"
	awk -v level="$level" 'BEGIN { exit !(level != "" && level <= 2.0) }'
}

plan $(($(scripts | wc -l) + $(manuals | wc -l) + 1))
for script in $(scripts); do
	if command -v shellcheck >/dev/null; then
		ok "$script" shellcheck -x "$script"
	else
		skip "$script" "no shellcheck"
	fi
done
for manual in $(manuals); do
	if command -v mandoc >/dev/null; then
		ok "$manual" mandoc -T lint -W warning "$manual"
	else
		skip "$manual" "no mandoc"
	fi
done
if command -v systemd-analyze >/dev/null && [ -e "$top_builddir/conf/zcaudiod.service" ]; then
	ok "the exposure level of the service is 2.0 at most" exposure
else
	skip "the exposure level of the service is 2.0 at most" "no systemd-analyze, or no unit was built"
fi
finish
