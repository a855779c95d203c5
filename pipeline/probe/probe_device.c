/* A device's ring, tried as the daemon would use it. */
#include "pipeline/probe.h"

#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "pipeline/base/file.h"
#include "pipeline/sink/probe_read.h"

/* More than any card grants. */
#define LARGEST_RING_MS 60000

/* The first format of these that the device takes: what most files are. */
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
has_line(const char *path, const char *word)
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

/* How to get a ring of single pages from a driver that hands out one contiguous piece: behind
 * an IOMMU, or, on kernels whose preallocation still can be set so, by asking for too much. */
static void
pin_remedy(const struct zc_device_info *device, char *buf, size_t size)
{
	const char *iommu =
		has_line("/proc/cpuinfo", "AuthenticAMD")
			? "switch the IOMMU on in the firmware set-up and boot without "
			  "amd_iommu=off and iommu=pt"
			: "switch VT-d on in the firmware set-up and boot with "
			  "intel_iommu=on and without iommu=pt";
	char id[32] = "", pcm[8] = "";

	*buf = 0;
	if (sscanf(device->name, "hw:CARD=%31[^,],DEV=%7[0-9]", id, pcm) != 2)
		return;
	if (!strcmp(device->driver, "snd_dummy"))
		snprintf(buf, size, "use a real card; snd-dummy plays to nowhere");
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
			"use a real card; snd-dummy with fake_buffer=0 has a ring, but none "
			"that can be pinned",
			"every page of the ring is the same page");
		return;
	}
	zc_sink_probe_pin(s, f->fd, f->off_align);
	if (!s->pin_probed) {
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING,
			"see io_uring and direct_read: without them it cannot be tried",
			"not known: the read to try it with failed");
		return;
	}
	if (s->pin_errno) {
		pin_remedy(device, remedy, sizeof(remedy));
		zc_checks_add(c, "pinnable", ZC_CHECK_MISSING, remedy,
			"O_DIRECT read into the ring: %s%s", strerror(s->pin_errno),
			s->pin_errno == EFAULT
				? " (its memory has no pages: one contiguous piece)"
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
			"a kernel from 6.12 on registers this memory; until then each read "
			"pins it anew",
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
			"another ring_ms may give whole pages; without, reads are split at the "
			"wrap",
			"the ring is no whole number of pages of %u bytes", page);
	else
		zc_checks_add(c, "mirror", ZC_CHECK_WEAK, NULL,
			"the driver refuses a second mapping; reads are split at the wrap");
	if (s->period_wakeups)
		zc_checks_add(c, "wakeups", ZC_CHECK_INFO, NULL,
			"by the card's periods: they cannot be turned off");
	else
		zc_checks_add(c, "wakeups", ZC_CHECK_OK, NULL,
			"period interrupts off, the engine's own deadlines");
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
			"takes no sample format by mmap that this program knows");
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
			"not tried: no file to read from by O_DIRECT");
	zc_file_close(&f);
	zc_sink_free(s);
	probe_largest(c, device, fmt, conf);
}
