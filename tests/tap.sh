# shellcheck shell=sh
# TAP for tests in shell: `plan N` first, then `ok NAME COMMAND...`, `skip NAME REASON` or
# `skip_all REASON` N times in all, `finish` last.
tap_count=0
tap_failed=0

plan()
{
	echo "1..$1"
	tap_planned=$1
}

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

# ok NAME COMMAND...: passes if the command succeeds; what it printed becomes a diagnostic if not.
ok()
{
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if tap_said=$("$@" 2>&1); then
		echo "ok $tap_count - $tap_name"
	else
		tap_failed=$((tap_failed + 1))
		printf '%s\n' "$tap_said" | sed 's/^/# /'
		echo "not ok $tap_count - $tap_name"
	fi
}

skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

finish()
{
	[ "$tap_count" -eq "$tap_planned" ] && [ "$tap_failed" -eq 0 ]
	exit
}
