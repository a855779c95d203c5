# shellcheck shell=bash
# The VM lab's own words: how its parts speak and give up, and what they share.

# The lab's own failures end with 125, so that they cannot be taken for the guest command's.
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

# tool PROGRAM PACKAGE: a program of the host that the lab cannot do without.
tool()
{
	command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"
}

# room DIRECTORY MEGABYTES: refuses to begin what cannot end well.
room()
{
	local free
	free=$(df --output=avail -m "$1" | tail -n 1)
	[ "$free" -ge "$2" ] || die "$1 has $free MB free, $2 MB are needed"
}

# mirror RELEASE: where the host's own apt has this release of Debian from; nothing if nowhere.
mirror()
{
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' |
		awk -v release="$1" '$2 == release && $3 == "main" { print $1; exit }'
}

# archive DIRECTORY FILE: the directory as an initramfs. Several may follow each other in one file.
archive()
{
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort | busybox cpio -o -H newc -R 0:0) \
		>"$2" 2>/dev/null || die "cannot write $2"
}
