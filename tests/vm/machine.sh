# shellcheck shell=bash
# The virtual machine: makes QEMU's arguments from the options of `run`, runs it, collects the results.
# shellcheck disable=SC2154,SC2054 # the options are run's; QEMU's values have commas

# dac NAME HZ: the back end of a card's DAC, which records what it is given, or drops it.
dac()
{
	if [ -n "$no_recording" ]; then
		args+=(-audiodev "none,id=$1,out.frequency=$2")
	else
		args+=(-audiodev "wav,id=$1,path=$out/$1.wav,out.frequency=$2")
	fi
}

# card NAME[:MODULE-OPTION...]: adds a sound card and the module that drives it.
card()
{
	local name=${1%%:*} options=''
	case $1 in
	*:*) options=${1#*:} ;;
	esac
	case $name in
	aloop | dummy) modules+=("snd-$name $options") ;;
	hda)
		# QEMU's timer makes the DAC lose blocks, its mixer changes samples.
		dac hda "$rate"
		args+=(-device intel-hda -device hda-output,audiodev=hda,use-timer=off,mixer=off)
		modules+=("snd-hda-codec-generic" "snd-hda-intel $options")
		;;
	ac97)
		dac ac97 48000
		args+=(-device AC97,audiodev=ac97)
		modules+=("snd-intel8x0 $options")
		;;
	usb)
		dac usb 48000
		args+=(-device qemu-xhci -device usb-audio,id=dac,audiodev=usb)
		modules+=("xhci-pci" "snd-usb-audio $options")
		;;
	*) die "there is no card '$name': aloop, dummy, hda, ac97 or usb" ;;
	esac
}

# drive NAME FILE DEVICE [OPTION]: adds a raw disk, which the guest finds by its serial number NAME.
drive()
{
	args+=(-drive "if=none,id=$1,format=raw,file=$2,cache=unsafe,aio=$aio${4:+,$4}"
		-device "$3,drive=$1,serial=$1")
}

# bad_byte IMAGE FILE:BYTE[:once]: makes QEMU fail to read that byte of a file on the image.
bad_byte()
{
	local byte=${2#*:} once=off size block
	case $byte in
	*:once) once=on byte=${byte%:once} ;;
	esac
	size=$(dumpe2fs -h "$1" 2>/dev/null | awk '/^Block size:/ { print $3 }')
	block=$(debugfs -R "bmap /${2%%:*} $((byte / size))" "$1" 2>/dev/null)
	[ "${block:-0}" -gt 0 ] || die "--bad $2: there is no such byte on the music disk"
	printf '[inject-error]\nevent = "none"\niotype = "read"\nerrno = "5"\nsector = "%d"\nonce = "%s"\n' \
		$((block * (size / 512) + byte % size / 512)) $once >>"$WORK/bad"
}

# music_drive IMAGE
music_drive()
{
	local byte file=$1 device=nvme
	[ "$disk" = nvme ] || device=virtio-blk-pci
	for byte in ${bad[@]+"${bad[@]}"}; do
		bad_byte "$1" "$byte"
		file=blkdebug:$WORK/bad:$1
	done
	drive music "$file" $device
	[ "$icount" = off ] || resident "$1"
}

# monitor: connects a serial port of the guest to QEMU's monitor, whose answers go to monitor.txt. They
# do not go back to the guest: its terminal starts with echo on and would return them as commands.
monitor()
{
	mkfifo "$WORK/guest.in" "$WORK/guest.out"
	ln -s guest.out "$WORK/monitor.in"
	: >"$out/monitor.txt"
	ln -s "$(realpath "$out")/monitor.txt" "$WORK/monitor.out"
	args+=(-chardev "pipe,id=guest,path=$WORK/guest" -serial chardev:guest
		-chardev "pipe,id=monitor,path=$WORK/monitor" -mon chardev=monitor)
	ports="$ports monitor"
}

machine()
{
	local name

	args=(-nodefaults -no-user-config -no-reboot -display none -m "$mem" -smp "$smp"
		-serial "file:$out/console.txt")
	if [ -n "$shell" ]; then
		args+=(-serial mon:stdio)
	else
		args+=(-chardev "file,id=command,path=$WORK/command" -serial chardev:command)
	fi
	ports=
	if [ -n "$gdb" ]; then
		args+=(-serial "tcp:127.0.0.1:$gdb,server=on,wait=off")
		ports=gdb
	fi
	[ -z "$monitor" ] || monitor

	if [ -n "$kvm" ]; then
		# A kernel without a root panics at once; if KVM does not work, QEMU fails or hangs.
		timeout 20 qemu-system-x86_64 -accel kvm -cpu host -M q35 -nodefaults -display none \
			-kernel "$KERNEL/vmlinux" -append panic=-1 -no-reboot ||
			die "/dev/kvm does not work here; leave out --kvm"
		args+=(-accel kvm -cpu host)
	else
		# Without "rep movsb" shortcuts: software emulation counts those byte by byte.
		args+=(-cpu max,-erms,-fsrm)
		case $icount in
		sleep-off) args+=(-accel tcg,thread=single -icount shift=3,sleep=off) ;;
		sleep-on) args+=(-accel tcg,thread=single -icount shift=3,sleep=on) ;;
		off) args+=(-accel tcg) ;;
		*) die "--icount $icount: sleep-off, sleep-on or off" ;;
		esac
	fi
	if [ -n "$iommu" ]; then
		args+=(-machine q35 -device intel-iommu)
		append="intel_iommu=on $append"
	else
		args+=(-machine q35)
	fi

	truncate -s 2G "$WORK/out.img"
	disk_aio "$WORK/out.img"
	[ "$icount" = off ] || processor
	modules=()
	for name in ${cards[@]+"${cards[@]}"}; do
		card "$name"
	done
	case $disk in
	'') ;;
	nvme | virtio)
		guest_disk "$WORK/music.img" ${music[@]+"${music[@]}"}
		music_drive "$WORK/music.img"
		;;
	*) die "--disk $disk: nvme or virtio" ;;
	esac
	drive out "$WORK/out.img" virtio-blk-pci
	# snapshot: what the guest writes goes to a temporary file of QEMU.
	[ "$base" = busybox ] || drive root "$DEBIAN/root.img" virtio-blk-pci snapshot=on
	# Show the kernel's warnings: the console is all that a guest leaves when it dies.
	args+=(-kernel "$KERNEL/vmlinux" -initrd "$WORK/initrd"
		-append "console=ttyS0 loglevel=5 panic=-1 oops=panic nokaslr cryptomgr.notests $append"
		${qemu_words[@]+"${qemu_words[@]}"})
}

guest_settings()
{
	local disk_modules=''
	# busybox modprobe ignores soft dependencies: ext4 needs crc32c_generic before it.
	[ -z "$disk" ] && [ "$base" = busybox ] || disk_modules="crc32c_generic ext4"
	[ "$disk" != nvme ] || disk_modules="nvme $disk_modules"
	cat >"$BOOT/lab/settings" <<-END
		LAB_MODULES="virtio_pci virtio_blk $disk_modules"
		LAB_CARDS="$(printf '%s\n' ${modules[@]+"${modules[@]}"})"
		LAB_CARD_COUNT=${#cards[@]}
		LAB_BASE=$base
		LAB_DISK=$disk
		LAB_USER=$user
		LAB_SHELL=$shell
		LAB_PORTS="$ports"
	END
}

# console_tail: prints the end of the guest's console.
console_tail()
{
	say "the end of the guest's console:"
	tail -n 60 "$out/console.txt" | tr -d '\r' | sed 's/^/  | /' >&2
}

# machine_stop: leaves nothing behind, however the run ends.
machine_stop()
{
	[ -z "${qemu-}" ] || kill "$qemu"
	[ -z "${watch-}" ] || kill "$watch"
	rm -rf "$WORK"
}

# machine_watch: kills QEMU after $limit seconds. Seconds in which its threads waited for a processor
# of the host do not count: a loaded host needs longer for the same guest.
machine_watch()
{
	local waited_s begin=$SECONDS
	while sleep 1; do
		waited_s=$(cat /proc/"$qemu"/task/*/schedstat 2>/dev/null |
			awk '{ ns += $2 } END { printf "%d", ns / 1e9 }')
		[ $((SECONDS - begin - waited_s)) -lt "$limit" ] || break
	done
	: >"$WORK/timed-out"
	kill -KILL "$qemu"
}

# machine_run: boots, passes on what the command prints, collects its files, and exits as it did.
machine_run()
{
	local status guest

	: >"$WORK/command"
	if [ -n "$shell" ]; then
		"${pin[@]}" qemu-system-x86_64 "${args[@]}" 2>"$WORK/qemu"
		status=$?
	else
		TMPDIR=$WORK "${pin[@]}" qemu-system-x86_64 "${args[@]}" </dev/null 2>"$WORK/qemu" &
		qemu=$!
		machine_watch >/dev/null 2>&1 8>&- &
		watch=$!
		tail -n +1 -f --pid=$qemu "$WORK/command" &
		wait $qemu
		status=$?
		qemu=
		kill "$watch" 2>/dev/null
		watch=
		wait
	fi
	# AC97 also asks for inputs, which the wav writer does not have.
	grep -vE 'terminating on|Failed to create voice|no active timers' "$WORK/qemu" >&2
	tar -C "$out" -xf "$WORK/out.img" 2>/dev/null
	if [ -e "$WORK/timed-out" ]; then
		console_tail
		say "time-out: the guest was stopped after $limit s"
		exit 124
	fi
	if [ ! -e "$out/.status" ]; then
		[ $status -eq 0 ] || die "QEMU failed, see above"
		console_tail
		say "the guest died before its command ended"
		exit 126
	fi
	guest=$(cat "$out/.status")
	rm "$out/.status"
	exit "$guest"
}
