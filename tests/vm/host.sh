# shellcheck shell=bash
# How the host serves a guest in virtual time. While such a guest idles its clock jumps from timer to
# timer as fast as the host can: a millisecond that the host needs for a disk read may be a second in
# the guest. So the host completes reads at once, from memory.
# shellcheck disable=SC2154,SC2034 # set or used by run and machine.sh

# disk_aio FILE: sets $aio. io_uring, where the host has it, completes a read from the page cache at
# once; QEMU's own threads do not.
disk_aio()
{
	aio=io_uring
	echo quit | qemu-system-x86_64 -M none -nodefaults -display none -monitor stdio \
		-drive "if=none,format=raw,file=$1,cache=unsafe,aio=io_uring" >/dev/null 2>&1 ||
		aio=threads
}

# resident FILE: keeps the file in the page cache by a mapping.
resident()
{
	args+=(-object "memory-backend-file,id=resident,mem-path=$1,share=on,prealloc=on,size=$(stat -c %s "$1")")
}

# processor: binds this run to one processor that no other run uses, if there is one. QEMU's threads wait
# for each other all the time, which is slow across processors.
processor()
{
	local list range cpu
	list=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
	for range in ${list//,/ }; do
		for cpu in $(seq "${range%-*}" "${range#*-}"); do
			exec 8>"$CACHE/processor-$cpu"
			flock -n 8 || continue
			pin=(taskset -c "$cpu")
			return
		done
	done
	exec 8>&-
}
