/* Names of hardware devices, and opening them with errors that say what to do. */
#include "pipeline/sink/device_alsa.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_plugin.h>

#define CARDS_MAX 32
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
			"%s: not a hardware device; use hw:CARD=...,DEV=... as the list of "
			"devices "
			"gives them, or sim, or auto",
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

/* The process that a thread belongs to and its name; false where proc does not tell. */
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
	/* alsa-lib looks for a subdevice that is not there until it gives up. */
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
			"group audio "
			"(usermod -aG audio USER) and start again",
			name);
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return zc_fail(err, -ENODEV, "%s: the card has no such playback device", name);
	default:
		return zc_fail(err, code, "%s: cannot open: %s", name, snd_strerror(code));
	}
}

/* The realtime thread must never print, and whoever calls gets codes. */
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
	/* NONBLOCK also because alsa-lib lets only such devices turn period wake-ups off. */
	result = snd_pcm_hw_open(pcm, NULL, addr->card, addr->device, addr->subdevice,
		SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK, 0, 0);
	return result < 0 ? fail_open(addr, result, err) : 0;
}
