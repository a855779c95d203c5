# shellcheck shell=bash
# Functions that the parts of the VM lab share: messages, giving up, checks of the host.

# The exit status of the lab's own failures, to tell them from the guest command's.
LAB_FAILED=125

say()
{
	printf 'vm: %s\n' "$*" >&2
}

die()
{
	say "$*"
	exit "$LAB_FAILED"
}

# tool PROGRAM PACKAGE: gives up if the host lacks the program.
tool()
{
	command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"
}

# room DIRECTORY MEGABYTES: gives up if the file system has less free space.
room()
{
	local free
	free=$(df --output=avail -m "$1" | tail -n 1)
	[ "$free" -ge "$2" ] || die "$1 has $free MB free, $2 MB are needed"
}

# mirror RELEASE: prints where the host's apt gets this release of Debian; nothing if it does not.
mirror()
{
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' |
		awk -v release="$1" '$2 == release && $3 == "main" { print $1; exit }'
}

# archive DIRECTORY FILE: packs the directory as an initramfs. Archives can be concatenated in one file.
archive()
{
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort | busybox cpio -o -H newc -R 0:0) \
		>"$2" 2>/dev/null || die "cannot write $2"
}
