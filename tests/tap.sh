# shellcheck shell=sh
# TAP for tests in shell: call `plan N`, then `ok NAME COMMAND...` or `skip NAME REASON` N times in all,
# then `finish`. Or call only `skip_all REASON`.
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

# ok NAME COMMAND...: passes if the command succeeds; if not, prints the command's output as diagnostic.
ok()
{
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if tap_output=$("$@" 2>&1); then
		echo "ok $tap_count - $tap_name"
	else
		tap_failed=$((tap_failed + 1))
		printf '%s\n' "$tap_output" | sed 's/^/# /'
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
