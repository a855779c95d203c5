# shellcheck shell=bash
# The guest's files. $BOOT is the initramfs, with busybox and the command to run. $ROOT becomes its root:
# either the same, with the requested programs and their libraries, or the files added to Debian's root.
# Both get the project as `make install` installs it.

# guest_program FILE [DESTINATION]: copies an executable and every shared library it is linked with.
guest_program()
{
	local library name to=$ROOT${2:-/usr/local/bin/${1##*/}}
	install -D -m 755 "$1" "$to" || die "cannot copy $1"
	ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' | while read -r library; do
		[ ! -e "$ROOT$library" ] || continue
		install -D -m 755 "$library" "$ROOT$library"
		# A program may ask for the library by another of its names.
		for name in "${library%%.so*}".so.*; do
			[ -e "$ROOT$name" ] || ! [ "$name" -ef "$library" ] ||
				ln -s "${library##*/}" "$ROOT$name"
		done
	done
}

# guest_tool PROGRAM PACKAGE: the same by name.
guest_tool()
{
	tool "$1" "$2"
	guest_program "$(command -v "$1")"
}

guest_boot()
{
	mkdir -p "$BOOT"/{bin,dev,lab,mnt,proc,sys} "$ROOT"/{in,music,out}
	chmod 1777 "$ROOT/out"
	install "$LAB/init" "$BOOT/init"
	install "$LAB/command-guest" "$BOOT/lab/command-guest"
	install -m 644 "$LAB/lib-guest" "$BOOT/lab/lib.sh"
	install "$(command -v busybox)" "$BOOT/bin/busybox"
}

guest_base()
{
	mkdir -p "$ROOT"/{etc,root,run,tmp,usr/share,var/lib}
	cp -r /usr/share/alsa "$ROOT/usr/share/" || die "no /usr/share/alsa: apt-get install libasound2-data"
	cat >"$ROOT/etc/passwd" <<-END
		root:x:0:0:root:/root:/bin/sh
		zcaudiod:x:900:29:zcaudiod:/var/lib/zcaudiod:/bin/sh
		user:x:1000:1000:user:/tmp:/bin/sh
	END
	cat >"$ROOT/etc/group" <<-END
		root:x:0:
		audio:x:29:user
		user:x:1000:
	END
	guest_tool aplay alsa-utils
	guest_tool arecord alsa-utils
	guest_tool amixer alsa-utils
}

# guest_project BUILD: runs `make install` and copies the libraries of the installed programs.
guest_project()
{
	local file
	make -s -C "$1" install "DESTDIR=$ROOT" >"$WORK/install.log" 2>&1 || {
		tail -n 20 "$WORK/install.log" >&2
		die "make install in $1 failed"
	}
	# Debian's root has the libraries.
	[ "$ROOT" = "$BOOT" ] || return 0
	find "$ROOT/usr" -type f -perm -u+x -path '*/bin/*' | while read -r file; do
		guest_program "$file" "${file#"$ROOT"}.new" 2>/dev/null && mv "$file.new" "$file"
	done
}

# guest_file SOURCE[:DESTINATION]: copies a file or folder, to /in by default.
guest_file()
{
	local from=${1%%:*} to=/in/
	case $1 in
	*:*) to=${1#*:} ;;
	esac
	[ -e "$from" ] || die "$from: no such file"
	mkdir -p "$ROOT/${to%/*}"
	cp -rL "$from" "$ROOT/$to" || die "cannot copy $from"
}

# guest_disk FILE SOURCE...: makes an ext4 image with these files, and these folders' contents, at its top.
guest_disk()
{
	local image=$1 folder=$WORK/music size source
	shift
	mkdir -p "$folder"
	for source in "$@"; do
		if [ -d "$source" ]; then
			cp -rL "$source/." "$folder/"
		else
			cp -L "$source" "$folder/"
		fi || die "cannot copy $source"
	done
	size=$(($(du -sm "$folder" | cut -f 1) * 5 / 4 + 256))
	room "$WORK" "$size"
	mke2fs -q -t ext4 -E root_owner=900:29 -d "$folder" "$image" "${size}M" >/dev/null ||
		die "cannot make the disk image $image"
	rm -rf "$folder"
}
