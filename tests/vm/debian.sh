# shellcheck shell=bash
# Debian as the guest's root, for tests that need systemd: an ext4 image that debootstrap makes once
# from the host's own package mirror, and the files that are added to it for one run.
# shellcheck disable=SC2154 # CACHE, LAB and the options are run's

# A system that boots, the libraries of zcaudiod, and its clients.
DEBIAN_PACKAGES=systemd,systemd-sysv,dbus,udev,kmod,alsa-utils,mpc
DEBIAN_PACKAGES+=,libasound2,libjansson4,libmicrohttpd12,libmpdclient2,libsndfile1,liburing2

# debian_tree DIRECTORY: a minimal system of the host's own release, so that the host's build runs there.
debian_tree()
{
	local release source propagation=private
	# shellcheck source=/dev/null
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	source=$(mirror "$release")
	[ -n "$source" ] || die "apt has no mirror of Debian $release, from which the guest's root is made"
	say "making a root of Debian $release in ${1%/*}, a minute or two"
	# debootstrap mounts /proc and more; a mount namespace makes sure that nothing stays mounted. In
	# a chroot / is no mount point, whose propagation could be changed.
	mountpoint -q / || propagation=unchanged
	unshare --mount --propagation "$propagation" debootstrap --variant=minbase \
		--include="$DEBIAN_PACKAGES" "$release" "$1" "$source" >"$1.log" 2>&1 || {
		tail -n 10 "$1.log" >&2
		die "debootstrap failed: see above, and $1.log"
	}
	rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,locale,man}/*
	echo lab >"$1/etc/hostname"
	echo '127.0.0.1 localhost lab' >"$1/etc/hosts"
	touch "$1/etc/default/locale"
	chroot "$1" useradd -m -s /bin/sh -G audio user || die "cannot add a user to $1"
}

# debian: sets $DEBIAN and makes root.img there, once for each version of this file.
debian()
{
	local dir
	DEBIAN=$CACHE/debian-$(cksum <"$LAB/debian.sh" | cut -d ' ' -f 1)
	dir=$DEBIAN
	[ ! -e "$dir/root.img" ] || return 0
	tool debootstrap debootstrap
	[ "$(id -u)" -eq 0 ] || die "debootstrap needs root, this once:" \
		"sudo XDG_CACHE_HOME=${CACHE%/*} $LAB/run --root debian --build none -- true"
	room "$CACHE" 1000
	rm -rf "$dir" "$dir.new"
	mkdir -p "$dir.new"
	debian_tree "$dir.new/root"
	mke2fs -q -t ext4 -d "$dir.new/root" "$dir.new/root.img" 1G >/dev/null ||
		die "cannot make $dir.new/root.img"
	rm -rf "$dir.new/root" "$dir.new/root.log"
	mv "$dir.new" "$dir" || die "cannot write $dir"
	say "Debian's root is ready in $dir"
}

# debian_guest: the unit that starts the command in the guest.
debian_guest()
{
	local units=$ROOT/etc/systemd/system
	mkdir -p "$units/multi-user.target.wants"
	cat >"$units/lab.service" <<-END
		[Unit]
		Description=The command of the test
		After=multi-user.target
		[Service]
		Type=exec
		ExecStart=/bin/sh /lab/command-guest
	END
	ln -s ../lab.service "$units/multi-user.target.wants/"
	append="systemd.getty_auto=no $append"
}
