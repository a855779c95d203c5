#!/bin/sh
# Runs tests/alsa on every emulated card, with and without an IOMMU, and on PREEMPT_RT.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"

# in_guest NAME OPTION...: prints the programs' own TAP, renumbered, with the guest's name in each line.
# Results that are missing from a plan, because a program died, count as failed.
in_guest()
{
	name=$1
	shift
	set -- "$@" --build none --card aloop --card hda --card ac97 --card usb --card dummy
	for program in "$top_builddir"/tests/alsa/test_*; do
		case $program in
		*.*) ;;
		*) [ ! -x "$program" ] || set -- "$@" --program "$program" ;;
		esac
	done
	# shellcheck disable=SC2016 # the guest expands it
	"$top_srcdir/tests/vm/run" "$@" -- 'export ZC_TEST_CARDS=all
		cd /tmp
		for program in /usr/local/bin/test_*; do
			$program
			echo "ended ${program##*/} $?"
		done' 2>&1 | awk -v name="$name" -v count="$tap_count" '
		function result(line) { sub(/ - /, "&" name ": ", line); return line }
		/^1\.\./ { planned += substr($1, 4); next }
		/^(not )?ok / { seen++; sub(/[0-9]+/, ++count); print result($0); next }
		/^ended / { ended++; next }
		{ print "# " $0 }
		END {
			for (; seen < planned; seen++)
				print "not ok " ++count " - " name ": a planned test did not run"
			if (!ended)
				print "not ok " ++count " - " name ": no program ran"
			print count >"/dev/stderr"
		}' 2>"$work/count"
	tap_count=$(cat "$work/count")
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernel=${ZC_VM_KERNEL:-stock}
in_guest "$kernel" --disk nvme
in_guest "$kernel, IOMMU" --disk virtio --iommu
[ "$kernel" = rt ] || in_guest rt --disk nvme --kernel rt
echo "1..$tap_count"
