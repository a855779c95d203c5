# shellcheck shell=bash
# What of the host a machine in virtual time runs on. While such a guest idles its clock jumps from
# timer to timer as fast as the host can: a millisecond that the host takes for a read of the disk may
# be a second there. And where idling takes real time, a page that the host has to fetch behind what
# another machine writes is a disk that crawls.
# shellcheck disable=SC2154,SC2034 # run's and the machine's

# disk_aio FILE: io_uring, where the host has it, hands over at once what is in the page cache; QEMU's
# own threads do not.
disk_aio()
{
	aio=io_uring
	echo quit | qemu-system-x86_64 -M none -nodefaults -display none -monitor stdio \
		-drive "if=none,format=raw,file=$1,cache=unsafe,aio=io_uring" >/dev/null 2>&1 ||
		aio=threads
}

# resident FILE: a mapping of it keeps it in the page cache.
resident()
{
	args+=(-object "memory-backend-file,id=resident,mem-path=$1,share=on,prealloc=on,size=$(stat -c %s "$1")")
}

# processor: takes one for this run alone, if one is free. QEMU's threads wait for each other all the
# time then, which is dear across processors.
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
