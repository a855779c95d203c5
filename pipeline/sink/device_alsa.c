/* ALSA playback devices: names, opening with errors that say what to do, capabilities, the list of
 * all. */
#include "pipeline/sink/device_alsa.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/control_plugin.h>
#include <alsa/pcm_plugin.h>

#define CARDS_MAX 32
#define DEVICES_MAX 32
#define ID_MAX 32

/* The first line of a small file without its newline. */
static int
read_line(const char *path, char *buf, size_t len)
{
	FILE *f = fopen(path, "re");
	bool got;

	if (!f)
		return -errno;
	got = fgets(buf, (int)len, f) != NULL;
	fclose(f);
	if (!got)
		return -ENODATA;
	buf[strcspn(buf, "\n")] = 0;
	return 0;
}

static int
card_id(int card, char id[static ID_MAX])
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/sound/card%d/id", card);
	return read_line(path, id, ID_MAX);
}

static int
fail_no_card(const char *name, struct zc_err *err)
{
	char list[ZC_ERR_MAX / 2] = "", id[ID_MAX];
	size_t n = 0;

	for (int card = 0; card < CARDS_MAX && n < sizeof(list); card++)
		if (card_id(card, id) == 0)
			n += (size_t)snprintf(
				list + n, sizeof(list) - n, "%s%s", n ? ", " : "", id);
	if (!n)
		return zc_fail(err, -ENODEV,
			"%s: there is no sound card here (device \"sim\" plays without one)",
			name);
	return zc_fail(err, -ENODEV, "%s: no such card; there are: %s", name, list);
}

static int
find_card(const char *word)
{
	char id[ID_MAX], *end;
	long number = strtol(word, &end, 10);

	if (*word && !*end && number >= 0 && number < CARDS_MAX &&
		card_id((int)number, id) == 0)
		return (int)number;
	for (int card = 0; card < CARDS_MAX; card++)
		if (card_id(card, id) == 0 && strcmp(id, word) == 0)
			return card;
	return -ENODEV;
}

static int
parse_number(const char *word, int *out)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (!isdigit((unsigned char)*word) || *end || number > 255)
		return -EINVAL;
	*out = (int)number;
	return 0;
}

int
zc_alsa_resolve(const char *name, struct zc_alsa_addr *addr, struct zc_err *err)
{
	static const char *const keys[] = { "CARD=", "DEV=", "SUBDEV=" };
	char copy[128], *words[3] = { NULL, NULL, NULL }, *rest = copy, *word;

	*addr = (struct zc_alsa_addr){ .subdevice = -1 };
	if (strncmp(name, "hw:", 3) != 0 || strlen(name) >= sizeof(copy))
		return zc_fail(err, -EINVAL,
			"%s: not a hardware device; use hw:CARD=...,DEV=... as in the list of "
			"devices, or sim, or auto",
			name);
	snprintf(copy, sizeof(copy), "%s", name + 3);
	for (int at = 0; (word = strsep(&rest, ",")); at++) {
		for (int k = 0; k < 3; k++)
			if (strncmp(word, keys[k], strlen(keys[k])) == 0) {
				at = k;
				word += strlen(keys[k]);
				break;
			}
		if (at > 2 || words[at])
			goto malformed;
		words[at] = word;
	}
	if (!words[0] || (words[1] && parse_number(words[1], &addr->device) < 0) ||
		(words[2] && parse_number(words[2], &addr->subdevice) < 0))
		goto malformed;
	addr->card = find_card(words[0]);
	return addr->card < 0 ? fail_no_card(name, err) : 0;

malformed:
	return zc_fail(err, -EINVAL, "%s: malformed; the form is hw:CARD=...,DEV=N", name);
}

void
zc_alsa_name(const struct zc_alsa_addr *addr, char *buf, size_t len)
{
	char id[ID_MAX], subdevice[24] = "";

	if (card_id(addr->card, id) < 0)
		snprintf(id, sizeof(id), "%d", addr->card);
	if (addr->subdevice >= 0)
		snprintf(subdevice, sizeof(subdevice), ",SUBDEV=%d", addr->subdevice);
	snprintf(buf, len, "hw:CARD=%s,DEV=%d%s", id, addr->device, subdevice);
}

/* The process that a thread belongs to, and its name; false if /proc does not tell. */
static bool
describe_process(int tid, int *pid, char *comm, size_t len)
{
	char path[64], line[128];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return false;
	*pid = tid;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Tgid: %d", pid) == 1)
			break;
	fclose(f);
	snprintf(path, sizeof(path), "/proc/%d/comm", *pid);
	return read_line(path, comm, len) == 0;
}

static bool
find_holder(const struct zc_alsa_addr *addr, int *pid, char *comm, size_t len)
{
	char path[80], line[128];
	int tid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/asound/card%d/pcm%dp/sub%d/status", addr->card,
		addr->device, addr->subdevice < 0 ? 0 : addr->subdevice);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "owner_pid : %d", &tid) == 1)
			break;
	fclose(f);
	return tid > 0 && describe_process(tid, pid, comm, len);
}

static bool
has_subdevice(const struct zc_alsa_addr *addr)
{
	char path[80];

	if (addr->subdevice < 0)
		return true;
	snprintf(path, sizeof(path), "/proc/asound/card%d/pcm%dp/sub%d", addr->card,
		addr->device, addr->subdevice);
	return access(path, F_OK) == 0 || access("/proc/asound", F_OK) != 0;
}

static int
fail_open(const struct zc_alsa_addr *addr, int code, struct zc_err *err)
{
	char name[64], comm[32];
	int pid;

	zc_alsa_name(addr, name, sizeof(name));
	/* For a missing subdevice alsa-lib tries again until it gives up with one of these. */
	if ((code == -EBUSY || code == -EAGAIN) && !has_subdevice(addr))
		code = -ENODEV;
	switch (code) {
	case -EBUSY:
	case -EAGAIN:
		if (find_holder(addr, &pid, comm, sizeof(comm)))
			return zc_fail(err, -EBUSY,
				"%s: busy, held by PID %d (%s); stop it or choose another "
				"device",
				name, pid, comm);
		return zc_fail(err, -EBUSY,
			"%s: busy, held by another program; stop it or choose another device",
			name);
	case -EACCES:
	case -EPERM:
		return zc_fail(err, -EACCES,
			"%s: no permission for the files in /dev/snd; add the user to the "
			"group audio (usermod -aG audio USER) and start again",
			name);
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return zc_fail(err, -ENODEV, "%s: the card has no such playback device", name);
	default:
		return zc_fail(err, code, "%s: cannot open: %s", name, snd_strerror(code));
	}
}

/* alsa-lib must never print from the realtime thread; its callers get error codes. */
static void
keep_quiet(const char *file, int line, const char *function, int code, const char *fmt, ...)
{
	(void)file, (void)line, (void)function, (void)code, (void)fmt;
}

int
zc_alsa_open(const struct zc_alsa_addr *addr, struct _snd_pcm **pcm, struct zc_err *err)
{
	int result;

	snd_lib_error_set_handler(keep_quiet);
	/* NONBLOCK also because alsa-lib turns period wake-ups off only on such devices. */
	result = snd_pcm_hw_open(pcm, NULL, addr->card, addr->device, addr->subdevice,
		SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK, 0, 0);
	return result < 0 ? fail_open(addr, result, err) : 0;
}

static const int format_table[ZC_SAMPLE_COUNT] = {
	[ZC_SAMPLE_NONE] = SND_PCM_FORMAT_UNKNOWN,
	[ZC_U8] = SND_PCM_FORMAT_U8,
	[ZC_S8] = SND_PCM_FORMAT_S8,
	[ZC_S16_LE] = SND_PCM_FORMAT_S16_LE,
	[ZC_S16_BE] = SND_PCM_FORMAT_S16_BE,
	[ZC_S24_3LE] = SND_PCM_FORMAT_S24_3LE,
	[ZC_S24_3BE] = SND_PCM_FORMAT_S24_3BE,
	[ZC_S24_LE] = SND_PCM_FORMAT_S24_LE,
	[ZC_S32_LE] = SND_PCM_FORMAT_S32_LE,
	[ZC_S32_BE] = SND_PCM_FORMAT_S32_BE,
	[ZC_FLOAT_LE] = SND_PCM_FORMAT_FLOAT_LE,
	[ZC_FLOAT_BE] = SND_PCM_FORMAT_FLOAT_BE,
	[ZC_FLOAT64_LE] = SND_PCM_FORMAT_FLOAT64_LE,
	[ZC_FLOAT64_BE] = SND_PCM_FORMAT_FLOAT64_BE,
};

int
zc_alsa_format(enum zc_sample s)
{
	return (unsigned int)s < ZC_SAMPLE_COUNT ? format_table[s] : SND_PCM_FORMAT_UNKNOWN;
}

/* A continuous range accepts odd rates too, which no crystal makes. */
static bool
is_continuous(snd_pcm_t *pcm, snd_pcm_hw_params_t *p, uint32_t min_hz, uint32_t max_hz)
{
	for (uint32_t i = 1; i < 5; i++) {
		uint32_t odd_hz = (min_hz + (max_hz - min_hz) / 5 * i) | 1;

		if (odd_hz >= max_hz || snd_pcm_hw_params_test_rate(pcm, p, odd_hz, 0) < 0)
			return false;
	}
	return true;
}

static void
probe_row(snd_pcm_t *pcm, snd_pcm_hw_params_t *p, struct zc_caps_row *row)
{
	unsigned int min_hz, max_hz, min_ch = 1, max_ch = ZC_CHANNELS_MAX;

	snd_pcm_hw_params_get_channels_min(p, &min_ch);
	snd_pcm_hw_params_get_channels_max(p, &max_ch);
	for (uint32_t ch = min_ch; ch <= max_ch && ch <= ZC_CHANNELS_MAX; ch++)
		if (snd_pcm_hw_params_test_channels(pcm, p, ch) == 0)
			row->channels |= 1u << (ch - 1);
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (snd_pcm_hw_params_test_rate(pcm, p, zc_rate_table[i], 0) == 0)
			row->rates |= 1u << i;
	if (snd_pcm_hw_params_get_rate_min(p, &min_hz, NULL) == 0 &&
		snd_pcm_hw_params_get_rate_max(p, &max_hz, NULL) == 0 &&
		is_continuous(pcm, p, min_hz, max_hz)) {
		row->rate_min_hz = min_hz;
		row->rate_max_hz = max_hz;
	}
}

void
zc_alsa_caps(snd_pcm_t *pcm, struct zc_caps *caps)
{
	snd_pcm_hw_params_t *any, *p;

	snd_pcm_hw_params_alloca(&any);
	snd_pcm_hw_params_alloca(&p);
	memset(caps, 0, sizeof(*caps));
	if (snd_pcm_hw_params_any(pcm, any) < 0 ||
		snd_pcm_hw_params_set_access(pcm, any, SND_PCM_ACCESS_MMAP_INTERLEAVED) < 0)
		return;
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		snd_pcm_hw_params_copy(p, any);
		if (snd_pcm_hw_params_set_format(pcm, p, format_table[s]) == 0)
			probe_row(pcm, p, &caps->row[s]);
	}
}

static void
print_channels(FILE *f, uint32_t mask)
{
	uint32_t least = (uint32_t)ffs((int)mask);
	uint32_t most = 32 - (uint32_t)__builtin_clz(mask | 1);

	if (most - least > 1 && (uint32_t)__builtin_popcount(mask) == most - least + 1) {
		fprintf(f, " %u to %u channels", least, most);
		return;
	}
	for (uint32_t ch = least; ch && ch <= most; ch++)
		if (mask & (1u << (ch - 1)))
			fprintf(f, " %u", ch);
	fprintf(f, " channels");
}

static void
print_rates(FILE *f, const struct zc_caps_row *row)
{
	if (row->rate_max_hz) {
		fprintf(f, "%u to %u ", row->rate_min_hz, row->rate_max_hz);
		return;
	}
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (row->rates & (1u << i))
			fprintf(f, "%u ", zc_rate_table[i]);
}

char *
zc_alsa_caps_str(const struct zc_caps *caps, char *buf, size_t len)
{
	struct zc_caps_row all = { 0 };
	FILE *f = fmemopen(buf, len, "w");

	buf[0] = 0;
	if (!f)
		return buf;
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		const struct zc_caps_row *row = &caps->row[s];

		if (!row->channels)
			continue;
		fprintf(f, "%s ", zc_sample_name(s));
		all.channels |= row->channels;
		all.rates |= row->rates;
		if (row->rate_max_hz > all.rate_max_hz) {
			all.rate_min_hz = row->rate_min_hz;
			all.rate_max_hz = row->rate_max_hz;
		}
	}
	fprintf(f, "at ");
	print_rates(f, &all);
	fprintf(f, "Hz,");
	print_channels(f, all.channels);
	fclose(f);
	buf[len - 1] = 0;
	return buf;
}

static bool
has_playback(const struct zc_alsa_addr *addr)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/sound/pcmC%dD%dp", addr->card, addr->device);
	return access(path, F_OK) == 0;
}

/* The kernel module, or the driver's own name where there is none (built in). */
static void
describe_driver(int card, snd_ctl_card_info_t *ctl_info, struct zc_device_info *info)
{
	char path[64], target[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/sound/card%d/device/driver/module", card);
	if (realpath(path, target))
		snprintf(info->driver, sizeof(info->driver), "%s", basename(target));
	else
		snprintf(info->driver, sizeof(info->driver), "%s",
			snd_ctl_card_info_get_driver(ctl_info));
}

static void
describe_names(const struct zc_alsa_addr *addr, struct zc_device_info *info)
{
	snd_ctl_card_info_t *card;
	snd_pcm_info_t *pcm;
	snd_ctl_t *ctl;

	snd_ctl_card_info_alloca(&card);
	snd_pcm_info_alloca(&pcm);
	if (snd_ctl_hw_open(&ctl, NULL, addr->card, SND_CTL_READONLY) == 0) {
		if (snd_ctl_card_info(ctl, card) == 0)
			snprintf(info->card, sizeof(info->card), "%s",
				snd_ctl_card_info_get_name(card));
		snd_pcm_info_set_device(pcm, addr->device);
		snd_pcm_info_set_stream(pcm, SND_PCM_STREAM_PLAYBACK);
		if (snd_ctl_pcm_info(ctl, pcm) == 0)
			snprintf(
				info->pcm, sizeof(info->pcm), "%s", snd_pcm_info_get_name(pcm));
		snd_ctl_close(ctl);
	}
	describe_driver(addr->card, card, info);
}

static void
describe(const struct zc_alsa_addr *addr, struct zc_device_info *info, struct zc_err *err)
{
	snd_pcm_t *pcm;

	memset(info, 0, sizeof(*info));
	zc_alsa_name(addr, info->name, sizeof(info->name));
	describe_names(addr, info);
	info->busy = zc_alsa_open(addr, &pcm, err);
	if (info->busy == 0) {
		zc_alsa_caps(pcm, &info->caps);
		snd_pcm_close(pcm);
	}
}

int
zc_alsa_list(struct zc_device_info *list, int max)
{
	struct zc_alsa_addr addr = { .subdevice = -1 };
	int count = 0;

	for (addr.card = 0; addr.card < CARDS_MAX; addr.card++)
		for (addr.device = 0; addr.device < DEVICES_MAX; addr.device++) {
			if (!has_playback(&addr))
				continue;
			if (count < max)
				describe(&addr, &list[count], NULL);
			count++;
		}
	return count;
}

int
zc_alsa_find(const char *name, struct zc_device_info *out, struct zc_err *err)
{
	struct zc_alsa_addr addr;
	int result = zc_alsa_resolve(name, &addr, err);

	if (result < 0)
		return result;
	describe(&addr, out, err);
	return out->busy;
}
