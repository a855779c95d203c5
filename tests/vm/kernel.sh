# shellcheck shell=bash
# The guest's kernel and modules, unpacked from Debian's packages and kept in the cache.

# Modules that the guest may load; those that they depend on are added.
KERNEL_MODULES="snd-aloop snd-dummy snd-hda-intel snd-hda-codec-generic snd-intel8x0 snd-usb-audio
	snd-hrtimer virtio_pci virtio_blk virtio_console nvme ext4 xfs crc32c_generic xhci-pci"

# kernel_package NAME: downloads Debian's linux-image package of that kernel into the current directory.
kernel_package()
{
	local meta package apt=(apt-get -q)

	case $1 in
	stock) meta=linux-image-amd64 ;;
	rt) meta=linux-image-rt-amd64 ;;
	6.12)
		kernel_backports
		apt+=(-c "$PWD/apt.conf")
		meta=linux-image-amd64
		;;
	*) die "there is no kernel '$1': stock, rt or 6.12" ;;
	esac
	package=$(APT_CONFIG=$PWD/apt.conf apt-cache depends "$meta" 2>/dev/null |
		awk '/Depends: linux-image/ { print $2; exit }')
	[ -n "$package" ] || die "no package $meta is known: apt-get update"
	say "downloading $package"
	"${apt[@]}" download "$package" >apt.log 2>&1 || {
		tail -n 5 apt.log >&2
		die "cannot download $package: apt-get update, and see above"
	}
}

# kernel_backports: private package lists of Debian's backports, from the mirror that the system uses.
kernel_backports()
{
	local mirror
	mirror=$(mirror bookworm)
	[ -n "$mirror" ] || die "kernel 6.12 is in bookworm-backports; no mirror of bookworm is set up"
	mkdir -p lists/partial
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		"$mirror bookworm-backports main" >backports.list
	cat >apt.conf <<-END
		Dir::Etc::sourcelist "$PWD/backports.list";
		Dir::Etc::sourceparts "-";
		Dir::State::lists "$PWD/lists";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
	END
	apt-get -q -c "$PWD/apt.conf" update >apt.log 2>&1 || {
		tail -n 5 apt.log >&2
		die "bookworm-backports cannot be reached on $mirror"
	}
}

# kernel_image VMLINUZ FILE: unpacks the kernel to ELF, which QEMU enters at once. In software emulation
# the guest would need longer to unpack it than for the rest of its boot.
# Source: the kernel's Documentation/arch/x86/boot.rst, setup_sects, payload_offset, payload_length.
kernel_image()
{
	local setup offset length
	setup=$(od -An -tu1 -j 497 -N 1 "$1") offset=$(od -An -tu4 -j 584 -N 4 "$1")
	length=$(od -An -tu4 -j 588 -N 4 "$1")
	# Four bytes follow the stream: the kernel's length.
	tail -c +$(((setup + 1) * 512 + offset + 1)) "$1" | head -c $((length - 4)) |
		xz -dcq >"$2" 2>/dev/null || cp "$1" "$2"
}

# kernel NAME: sets $KERNEL and makes vmlinux, version and modules.cpio there, once for each version of
# this file.
kernel()
{
	local dir version name
	KERNEL=$CACHE/kernel-$1-$(cksum <"$LAB/kernel.sh" | cut -d ' ' -f 1)
	dir=$KERNEL
	[ ! -e "$dir/modules.cpio" ] || return 0
	tool apt-get apt
	tool dpkg-deb dpkg
	tool depmod kmod
	tool xz xz-utils
	room "$CACHE" 700
	rm -rf "$dir" "$dir.new"
	mkdir -p "$dir.new/root"
	cd "$dir.new" || exit "$LAB_FAILED"
	kernel_package "$1"
	dpkg-deb -x ./*.deb all || die "cannot unpack $(echo ./*.deb)"
	version=$(ls all/lib/modules)
	depmod -b all "$version"
	# --show-depends lists a module after those that it needs, as "insmod FILE".
	for name in $KERNEL_MODULES; do
		modprobe -d "$PWD/all" -S "$version" --show-depends "$name" 2>/dev/null ||
			say "kernel $version has no module $name"
	done | awk '$1 == "insmod" { print $2 }' | sort -u | while read -r file; do
		file=${file#"$PWD/all/"}
		mkdir -p "root/${file%/*}"
		cp "all/$file" "root/$file"
	done
	cp "all/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} \
		"root/lib/modules/$version"
	depmod -b root "$version" 2>/dev/null
	kernel_image "all/boot/vmlinuz-$version" vmlinux
	echo "$version" >version
	archive root modules.cpio
	rm -rf all root lists ./*.deb
	cd - >/dev/null || exit "$LAB_FAILED"
	mv "$dir.new" "$dir" || die "cannot write $dir"
	say "kernel $version is ready in $dir"
}
