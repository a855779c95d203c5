/* Tries each thing that the direct path needs: kernel and permissions, a file and its file
 * system, a device's ring. Attempts that change a thread run on a thread of their own, so that
 * the caller keeps its scheduling; those that change the whole process run in a child. */
#include "pipeline/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/file.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/sink/probe_read.h"

/* mlockall counts everything that is mapped. Measured with a playing daemon and its largest
 * ring, rounded up. */
#define LOCKED_MAX_BYTES (256ull << 20)
/* Below this one job of the filler could exceed the limit. */
#define RT_BUDGET_MIN_US 100000
/* More than any card grants. */
#define LARGEST_RING_MS 60000

const char *
zc_check_state_name(enum zc_check_state s)
{
	static const char *const names[] = { "info", "ok", "weak", "missing" };

	return names[s];
}

const struct zc_check *
zc_checks_find(const struct zc_checks *c, const char *id)
{
	for (int i = 0; i < c->count; i++)
		if (!strcmp(c->list[i].id, id))
			return &c->list[i];
	return NULL;
}

bool
zc_checks_direct(const struct zc_checks *c)
{
	for (int i = 0; i < c->count; i++)
		if (c->list[i].state == ZC_CHECK_MISSING)
			return false;
	return true;
}

void
zc_checks_add(struct zc_checks *c, const char *id, enum zc_check_state state,
	const char *remedy, const char *value, ...)
{
	struct zc_check *check = &c->list[c->count];
	va_list ap;

	if (c->count == ZC_CHECKS_MAX)
		return;
	c->count++;
	check->id = id;
	check->state = state;
	va_start(ap, value);
	vsnprintf(check->value, sizeof(check->value), value, ap);
	va_end(ap);
	snprintf(check->remedy, sizeof(check->remedy), "%s", remedy ? remedy : "");
}

/* Kernel and permissions. */

static void
probe_kernel(struct zc_checks *c)
{
	const char *model = "not preemptible (throughput)";
	struct utsname u;

	if (uname(&u))
		return;
	if (strstr(u.version, "PREEMPT_RT"))
		model = "PREEMPT_RT";
	else if (strstr(u.version, "PREEMPT_DYNAMIC"))
		model = "PREEMPT_DYNAMIC";
	else if (strstr(u.version, "PREEMPT"))
		model = "PREEMPT";
	zc_checks_add(c, "kernel", ZC_CHECK_INFO, NULL, "Linux %s, %s", u.release, model);
}

/* Reads the first line of a small file, without its newline; false: it cannot be read. */
static bool
read_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool got = f && fgets(line, size, f);

	if (f)
		fclose(f);
	if (got)
		line[strcspn(line, "\n")] = 0;
	return got;
}

static int
try_uring(unsigned int flags)
{
	struct io_uring_params p = { .flags = flags };
	struct io_uring ring;
	int r = io_uring_queue_init_params(8, &ring, &p);

	if (!r)
		io_uring_queue_exit(&ring);
	return r;
}

static void
probe_uring(struct zc_checks *c)
{
	char disabled[32] = "";
	bool known =
		read_line("/proc/sys/kernel/io_uring_disabled", disabled, sizeof(disabled));
	int r = try_uring(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);

	if (!r) {
		zc_checks_add(
			c, "io_uring", ZC_CHECK_OK, NULL, "works, with deferred completions");
		return;
	}
	r = try_uring(0);
	if (!r)
		zc_checks_add(c, "io_uring", ZC_CHECK_WEAK,
			"kernels from 6.1 on can defer completions, which saves a wake-up for "
			"each read",
			"works, without deferred completions");
	else if (known && *disabled != '0')
		zc_checks_add(c, "io_uring", ZC_CHECK_MISSING,
			"sysctl -w kernel.io_uring_disabled=0",
			"%s: kernel.io_uring_disabled is %s", strerror(-r), disabled);
	else
		zc_checks_add(c, "io_uring", ZC_CHECK_MISSING,
			"allow the io_uring system calls in the container's or service's "
			"seccomp filter",
			"%s", strerror(-r));
}

struct thread_try {
	int rt_priority;
	int rt_errno;
	int slack_errno;
	int slack_ns;
};

static void *
try_on_thread(void *arg)
{
	struct thread_try *t = arg;
	const struct sched_param sp = { .sched_priority = t->rt_priority };

	/* The slack first: realtime threads have none to report. */
	t->slack_errno = prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0) ? errno : 0;
	t->slack_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
	t->rt_errno = sched_setscheduler(0, SCHED_FIFO, &sp) ? errno : 0;
	return NULL;
}

/* Whether this process has CAP_SYS_NICE, and so the limits do not apply to it. */
static bool
has_sys_nice(void)
{
	unsigned long long effective = 0;
	char line[256];
	FILE *f = fopen("/proc/self/status", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &effective) == 1)
			break;
	if (f)
		fclose(f);
	return effective >> CAP_SYS_NICE & 1;
}

static void
probe_thread(struct zc_checks *c, int rt_priority)
{
	struct thread_try t = { .rt_priority = rt_priority };
	struct rlimit rl = { 0 };
	char limit[256];
	pthread_t thread;
	int r = pthread_create(&thread, NULL, try_on_thread, &t);

	if (r) {
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK, NULL,
			"not tried: no thread could be started: %s", strerror(r));
		return;
	}
	pthread_join(thread, NULL);
	getrlimit(RLIMIT_RTPRIO, &rl);
	snprintf(limit, sizeof(limit),
		"LimitRTPRIO=%d in the service, or for a login: echo '@audio - rtprio %d' > "
		"/etc/security/limits.d/audio.conf, and join the group audio",
		zc_rt_limit(rt_priority), zc_rt_limit(rt_priority));
	if (!t.rt_errno)
		zc_checks_add(
			c, "realtime", ZC_CHECK_OK, NULL, "SCHED_FIFO %d granted", rt_priority);
	else if (rl.rlim_cur >= (rlim_t)rt_priority || has_sys_nice())
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK,
			"give the service's control group a realtime budget "
			"(cpu.rt_runtime_us), or sysctl -w kernel.sched_rt_runtime_us=950000",
			"SCHED_FIFO %d: %s, though the limit allows it", rt_priority,
			strerror(t.rt_errno));
	else
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK, limit,
			"SCHED_FIFO %d: %s (limit %llu)", rt_priority, strerror(t.rt_errno),
			(unsigned long long)rl.rlim_cur);
	if (!t.slack_errno && t.slack_ns == 1)
		zc_checks_add(c, "timer_slack", ZC_CHECK_OK, NULL, "1 ns granted");
	else
		zc_checks_add(c, "timer_slack", ZC_CHECK_WEAK, NULL,
			"%d ns, not the 1 ns asked for", t.slack_ns);
}

static void
probe_budget(struct zc_checks *c)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_RTTIME, &rl))
		return;
	if (rl.rlim_cur == RLIM_INFINITY)
		zc_checks_add(c, "rt_budget", ZC_CHECK_OK, NULL, "no limit");
	else if (rl.rlim_cur >= RT_BUDGET_MIN_US)
		zc_checks_add(c, "rt_budget", ZC_CHECK_OK, NULL, "%llu us",
			(unsigned long long)rl.rlim_cur);
	else
		zc_checks_add(c, "rt_budget", ZC_CHECK_WEAK,
			"LimitRTTIME=infinity in the service, or: ulimit -R unlimited",
			"%llu us: decoding may take longer, and the kernel would then kill the daemon",
			(unsigned long long)rl.rlim_cur);
}

/* Locks as much as a playing daemon would, in a child that exits right after. Returns 0 or a
 * positive errno. */
static int
lock_in_child(void)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return errno;
	if (!pid) {
		if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ||
			mmap(NULL, LOCKED_MAX_BYTES, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
				0) == MAP_FAILED)
			_exit(errno);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EFAULT;
}

static void
probe_lock(struct zc_checks *c)
{
	struct rlimit rl = { 0 };
	char limit[32] = "unlimited";
	int e = lock_in_child();

	getrlimit(RLIMIT_MEMLOCK, &rl);
	if (rl.rlim_cur != RLIM_INFINITY)
		snprintf(limit, sizeof(limit), "%llu KiB",
			(unsigned long long)rl.rlim_cur / 1024);
	if (!e)
		zc_checks_add(c, "locked_memory", ZC_CHECK_OK, NULL,
			"%llu MiB can be locked, more than the daemon ever maps (limit %s)",
			LOCKED_MAX_BYTES >> 20, limit);
	else
		zc_checks_add(c, "locked_memory", ZC_CHECK_WEAK,
			"LimitMEMLOCK=infinity in the service, or for a login: echo '@audio - "
			"memlock unlimited' >> /etc/security/limits.d/audio.conf, and join the "
			"group audio",
			"%s: %llu MiB cannot be locked (limit %s)", strerror(e),
			LOCKED_MAX_BYTES >> 20, limit);
}

/* Source: the kernel's Documentation/admin-guide/sysctl/vm.rst, compact_unevictable_allowed. */
static void
probe_compaction(struct zc_checks *c)
{
	FILE *f = fopen("/proc/sys/vm/compact_unevictable_allowed", "re");
	/* A kernel without the file does not move locked memory. */
	bool known = f || errno == ENOENT;
	int allowed = 0;

	if (f) {
		known = fscanf(f, "%d", &allowed) == 1;
		fclose(f);
	}
	if (!known)
		zc_checks_add(c, "compaction", ZC_CHECK_INFO, NULL,
			"vm.compact_unevictable_allowed cannot be read");
	else if (allowed)
		zc_checks_add(c, "compaction", ZC_CHECK_WEAK,
			"echo vm.compact_unevictable_allowed=0 > "
			"/etc/sysctl.d/60-zcaudiod.conf, then: systemctl restart "
			"systemd-sysctl",
			"the kernel may move locked memory, and a thread that touches it then "
			"has to wait");
	else
		zc_checks_add(c, "compaction", ZC_CHECK_OK, NULL,
			"the kernel leaves locked memory where it is");
}

static void
probe_dma_latency(struct zc_checks *c)
{
	int fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		zc_checks_add(c, "dma_latency", ZC_CHECK_OK, NULL,
			"/dev/cpu_dma_latency can be held");
		return;
	}
	zc_checks_add(c, "dma_latency", ZC_CHECK_WEAK,
		errno == ENOENT
			? "a kernel with CONFIG_CPU_IDLE; in a container, pass the device in"
			: "echo 'KERNEL==\"cpu_dma_latency\", GROUP=\"audio\", MODE=\"0660\"' "
			  "> /etc/udev/rules.d/99-cpu-dma-latency.rules, then: udevadm trigger "
			  "/dev/cpu_dma_latency",
		"/dev/cpu_dma_latency: %s", strerror(errno));
}

void
zc_probe_system(struct zc_checks *c, int rt_priority)
{
	probe_kernel(c);
	probe_uring(c);
	probe_thread(c, rt_priority);
	probe_budget(c);
	probe_lock(c);
	probe_compaction(c);
	probe_dma_latency(c);
}

/* A file. */

static const char *
file_system_name(int fd)
{
	static const struct {
		long type;
		const char *name;
	} names[] = { { EXT4_SUPER_MAGIC, "ext4" }, { XFS_SUPER_MAGIC, "xfs" },
		{ BTRFS_SUPER_MAGIC, "btrfs" }, { F2FS_SUPER_MAGIC, "f2fs" },
		{ TMPFS_MAGIC, "tmpfs" }, { RAMFS_MAGIC, "ramfs" },
		{ OVERLAYFS_SUPER_MAGIC, "overlay" }, { NFS_SUPER_MAGIC, "nfs" },
		{ FUSE_SUPER_MAGIC, "fuse" }, { MSDOS_SUPER_MAGIC, "vfat" },
		{ EXFAT_SUPER_MAGIC, "exfat" }, { SQUASHFS_MAGIC, "squashfs" },
		{ ISOFS_SUPER_MAGIC, "iso9660" }, { V9FS_MAGIC, "9p" }, { 0xff534d42, "cifs" },
		{ 0x2fc12fc1, "zfs" }, { 0x7366746e, "ntfs3" } };
	struct statfs s;

	if (fstatfs(fd, &s))
		return "unknown";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((unsigned long)names[i].type == (unsigned long)s.f_type)
			return names[i].name;
	return "other";
}

/* 0 or more: it works, also with a file shorter than one block; else -errno. */
static int
read_block(const struct zc_file *f, void *block)
{
	struct io_uring ring;
	int r = io_uring_queue_init(1, &ring, 0);

	if (r)
		return r;
	r = zc_probe_read(&ring, f->fd, block, f->off_align, false);
	io_uring_queue_exit(&ring);
	return r;
}

int
zc_probe_file(struct zc_checks *c, const char *path, struct zc_err *err)
{
	struct zc_file f;
	const char *name;
	void *block = NULL;
	int r = zc_file_open(&f, path, err);

	if (r)
		goto out;
	name = file_system_name(f.fd);
	zc_checks_add(c, "file_system", ZC_CHECK_INFO, NULL, "%s", name);
	if (f.direct_errno) {
		zc_checks_add(c, "direct_read", ZC_CHECK_MISSING,
			"keep the file on a disk with ext4, xfs, btrfs or f2fs",
			"O_DIRECT is refused: %s", strerror(f.direct_errno));
		goto out;
	}
	block = aligned_alloc(4096, f.off_align > 4096 ? f.off_align : 4096);
	if (!block) {
		r = zc_fail(err, -ENOMEM, "%s: out of memory", path);
		goto out;
	}
	r = read_block(&f, block);
	if (r < 0)
		zc_checks_add(c, "direct_read", ZC_CHECK_MISSING,
			"keep the file on a disk with ext4, xfs, btrfs or f2fs; if io_uring is "
			"missing, mend that first",
			"one block by O_DIRECT: %s", strerror(-r));
	else
		zc_checks_add(
			c, "direct_read", ZC_CHECK_OK, NULL, "one block by O_DIRECT: works");
	zc_checks_add(c, "alignment", ZC_CHECK_INFO, NULL, "memory %u bytes, offset %u bytes",
		f.mem_align, f.off_align);
	r = 0;
out:
	free(block);
	zc_file_close(&f);
	return r;
}

/* A device. */

/* The first of these formats that the device takes, the most common in files first. */
static bool
choose_format(const struct zc_caps *caps, struct zc_fmt *fmt)
{
	static const enum zc_sample samples[] = { ZC_S16_LE, ZC_S32_LE, ZC_S24_LE, ZC_S24_3LE,
		ZC_FLOAT_LE, ZC_S8, ZC_U8, ZC_S16_BE, ZC_S32_BE };
	static const uint32_t rates[] = { 44100, 48000, 96000, 192000, 88200, 32000, 16000,
		8000 };

	for (size_t s = 0; s < sizeof(samples) / sizeof(samples[0]); s++)
		for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); r++)
			for (uint32_t ch = 2; ch <= ZC_CHANNELS_MAX + 1; ch++) {
				fmt->sample = samples[s];
				fmt->rate_hz = rates[r];
				fmt->channels = ch > ZC_CHANNELS_MAX ? 1 : ch;
				if (zc_caps_accept(caps, fmt))
					return true;
			}
	return false;
}

static bool
file_contains(const char *path, const char *word)
{
	char line[512];
	FILE *f = fopen(path, "re");
	bool has = false;

	while (f && !has && fgets(line, sizeof(line), f))
		has = strstr(line, word) != NULL;
	if (f)
		fclose(f);
	return has;
}

static bool
kernel_is_before(int major, int minor)
{
	struct utsname u;
	int a = 0, b = 0;

	return !uname(&u) && sscanf(u.release, "%d.%d", &a, &b) == 2 &&
	       (a < major || (a == major && b < minor));
}

/* How to make a driver that hands out one contiguous piece of memory use single pages: behind an
 * IOMMU, or on older kernels by a preallocation that is too large for one piece. */
static void
pin_remedy(const struct zc_device_info *device, char *buf, size_t size)
{
	const char *iommu =
		file_contains("/proc/cpuinfo", "AuthenticAMD")
			? "switch the IOMMU on in the firmware set-up and boot without "
			  "amd_iommu=off and iommu=pt"
			: "switch VT-d on in the firmware set-up and boot with "
			  "intel_iommu=on and without iommu=pt";
	char id[32] = "", pcm[8] = "";

	*buf = 0;
	if (sscanf(device->name, "hw:CARD=%31[^,],DEV=%7[0-9]", id, pcm) != 2)
		return;
	if (!strcmp(device->driver, "snd_dummy"))
		snprintf(buf, size, "use a real card; snd-dummy plays nothing");
	else if (kernel_is_before(6, 5) && !strcmp(device->driver, "snd_hda_intel"))
		snprintf(buf, size,
			"%s; or until the next boot, as root and with the card idle: "
			"echo 32768 > /proc/asound/%s/pcm%sp/sub0/prealloc",
			iommu, id, pcm);
	else
		snprintf(buf, size, "%s", iommu);
}

/* Registers the ring as one fixed buffer, as the engine does, and reads into it. 0 or -errno.
 */
static int
read_fixed(struct zc_sink *s, const struct zc_file *f, size_t whole)
{
	const struct iovec all = { s->ring, whole };
	struct io_uring ring;
	int r = io_uring_queue_init(1, &ring, 0);

	if (r)
		return r;
	r = io_uring_register_buffers(&ring, &all, 1);
	if (!r)
		r = zc_probe_read(&ring, f->fd, s->ring, f->off_align, true);
	io_uring_queue_exit(&ring);
	memset(s->ring, s->fmt.sample == ZC_U8 ? 0x80 : 0, f->off_align);
	return r < 0 ? r : 0;
}

static void
probe_pinning(struct zc_checks *c, const struct zc_device_info *device, struct zc_sink *s,
	const struct zc_file *f)
{
	size_t whole = s->ring_bytes * (s->mirrored ? 2 : 1);
	char remedy[384];
	int r;

	if (s->aliased) {
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING,
			"use a real card; snd-dummy with fake_buffer=0 has a real ring, but it "
			"cannot be pinned",
			"every page of the ring is the same page");
		return;
	}
	zc_sink_probe_pin(s, f->fd, f->off_align);
	if (!s->pin_probed) {
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING,
			"mend io_uring and direct_read first: without them it cannot be tried",
			"unknown: the test read failed");
		return;
	}
	if (s->pin_errno) {
		pin_remedy(device, remedy, sizeof(remedy));
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING, remedy,
			"O_DIRECT read into the ring: %s%s", strerror(s->pin_errno),
			s->pin_errno == EFAULT
				? " (its memory is one contiguous piece without pages)"
				: "");
		return;
	}
	zc_checks_add(c, "pinnable", ZC_CHECK_OK, NULL, "O_DIRECT read into the ring: works");
	r = read_fixed(s, f, whole);
	if (!r)
		zc_checks_add(c, "fixed_buffer", ZC_CHECK_OK, NULL,
			"%zu bytes registered, fixed read: works", whole);
	else if (r == -EOPNOTSUPP)
		zc_checks_add(c, "fixed_buffer", ZC_CHECK_WEAK,
			"kernels from 6.12 on can register this memory; older ones pin it "
			"anew for each read",
			"io_uring_register_buffers: %s", strerror(-r));
	else if (r == -ENOMEM)
		zc_checks_add(c, "fixed_buffer", ZC_CHECK_WEAK,
			"raise the limit of locked memory, see locked_memory",
			"io_uring_register_buffers, %zu bytes: %s", whole, strerror(-r));
	else
		zc_checks_add(c, "fixed_buffer", ZC_CHECK_WEAK, NULL,
			"io_uring_register_buffers: %s; each read pins the ring anew",
			strerror(-r));
}

static void
describe_ring(struct zc_checks *c, const struct zc_sink *s)
{
	char fmt[ZC_FMT_STR_MAX];
	unsigned int page = (unsigned int)sysconf(_SC_PAGESIZE);

	zc_checks_add(c, "ring", ZC_CHECK_INFO, NULL,
		"%llu bytes, %.0f ms of %s, periods of %.0f ms",
		(unsigned long long)s->ring_bytes, s->buffer_frames * 1e3 / s->fmt.rate_hz,
		zc_fmt_str(&s->fmt, fmt), s->period_frames * 1e3 / s->fmt.rate_hz);
	if (s->mirrored)
		zc_checks_add(c, "mirror", ZC_CHECK_OK, NULL, "mapped twice, back to back");
	else if (s->ring_bytes % page)
		zc_checks_add(c, "mirror", ZC_CHECK_WEAK,
			"try another ring_ms to get whole pages; otherwise reads are split at "
			"the wrap",
			"the ring is not a whole number of pages of %u bytes", page);
	else
		zc_checks_add(c, "mirror", ZC_CHECK_WEAK, NULL,
			"the driver refuses a second mapping; reads are split at the wrap");
	if (s->period_wakeups)
		zc_checks_add(c, "wakeups", ZC_CHECK_INFO, NULL,
			"by the card's period interrupts, which cannot be turned off");
	else
		zc_checks_add(c, "wakeups", ZC_CHECK_OK, NULL,
			"by the engine's own deadlines; period interrupts are off");
}

static void
probe_largest(struct zc_checks *c, const struct zc_device_info *device,
	const struct zc_fmt *fmt, const struct zc_sink_conf *conf)
{
	struct zc_sink_conf most = *conf;
	struct zc_sink *s;

	most.ring_ms = LARGEST_RING_MS;
	most.period_ms = 0;
	s = zc_device_open(device->name, fmt, &most, NULL);
	if (!s)
		return;
	zc_checks_add(c, "ring_largest", ZC_CHECK_INFO, NULL, "%llu bytes, %.0f ms",
		(unsigned long long)s->ring_bytes, s->buffer_frames * 1e3 / fmt->rate_hz);
	zc_sink_free(s);
}

void
zc_probe_device(struct zc_checks *c, const struct zc_device_info *device,
	const struct zc_sink_conf *conf, const char *file, struct zc_fmt *fmt)
{
	struct zc_sink *s = NULL;
	struct zc_file f = { .fd = -1 };
	struct zc_err err;

	memset(fmt, 0, sizeof(*fmt));
	if (device->busy) {
		zc_checks_add(c, "device", ZC_CHECK_MISSING,
			device->busy == -EBUSY ? "stop what plays on it (fuser -v /dev/snd/*), "
						 "then probe again"
					       : "join the group audio: sudo usermod -aG audio "
						 "\"$USER\", then log in "
						 "again",
			"cannot be opened: %s", strerror(-device->busy));
		return;
	}
	if (!choose_format(&device->caps, fmt)) {
		zc_checks_add(c, "device", ZC_CHECK_MISSING, NULL,
			"takes none of the sample formats that this program can play by mmap");
		return;
	}
	s = zc_device_open(device->name, fmt, conf, &err);
	if (!s) {
		zc_checks_add(c, "device", ZC_CHECK_MISSING, NULL, "%s", err.text);
		return;
	}
	zc_checks_add(c, "device", ZC_CHECK_OK, NULL, "opens");
	describe_ring(c, s);
	if (file && !zc_file_open(&f, file, NULL) && !f.direct_errno)
		probe_pinning(c, device, s, &f);
	else
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING,
			"name a file on a disk that takes O_DIRECT: zcprobe FILE",
			"not tried: no file that can be read by O_DIRECT");
	zc_file_close(&f);
	zc_sink_free(s);
	probe_largest(c, device, fmt, conf);
}
