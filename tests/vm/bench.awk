# Evaluates the kernel's trace of a player's threads, given as "threads": prints the number of system calls
# and three latencies from waking to running in us: median, 99th percentile, maximum.
function field(name, at)
{
	at = index($0, " " name "=")
	return at ? substr($0, at + length(name) + 2) + 0 : -1
}

function quantile(part, us, seen)
{
	for (us = 0; us < longest; us++) {
		seen += count[us]
		if (seen >= part * woken)
			break
	}
	return us
}

BEGIN {
	n = split(threads, list, " ")
	for (i = 1; i <= n; i++)
		ours[list[i]] = 1
}

!match($0, / [0-9]+\.[0-9]+: /) {
	next
}

{
	now_us = substr($0, RSTART + 1, RLENGTH - 3) * 1000000
}

/ sys_enter: / {
	calls++
}

/ sched_waking: / {
	pid = field("pid")
	if ((pid in ours) && !(pid in since))
		since[pid] = now_us
}

/ sched_switch: / {
	# A thread that ran anyway was not waiting for its wake-up.
	delete since[field("prev_pid")]
	pid = field("next_pid")
	if (pid in since) {
		us = int(now_us - since[pid] + 0.5)
		delete since[pid]
		count[us]++
		woken++
		if (us > longest)
			longest = us
	}
}

END {
	print calls + 0, quantile(0.5), quantile(0.99), longest + 0
}
