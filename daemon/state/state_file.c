/* The format of the state file: a line for each value, a line for each song, and as the last
 * line a checksum over all of it, which tells a truncated or damaged file. Newlines and
 * backslashes in names are escaped. Any thread. */
#include "daemon/state/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "zcaudiod state 1\n"
#define SUM_LEN 21 /* "sum " and 16 digits and a newline */
#define FILE_MAX (INT64_C(1) << 30)
#define OPTION_VALUE_MAX 2

static const char *const state_names[] = {
	[ZC_STATE_STOPPED] = "stop", [ZC_STATE_PLAYING] = "play", [ZC_STATE_PAUSED] = "pause"
};
#define STATE_NAMES (sizeof(state_names) / sizeof(state_names[0]))

/* FNV-1a. */
static uint64_t
checksum(const char *text, size_t bytes)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < bytes; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* Writes the escaped name; returns its end. `to` has room for twice the length. */
static char *
put_name(char *to, const char *name)
{
	size_t len = strlen(name);

	/* Most names; a client must not notice that a hundred thousand of them are written. */
	if (!memchr(name, '\n', len) && !memchr(name, '\\', len))
		return (char *)memcpy(to, name, len) + len;
	for (; *name; name++) {
		if (*name == '\n' || *name == '\\')
			*to++ = '\\';
		*to++ = *name == '\n' ? 'n' : *name;
	}
	return to;
}

/* Faster than printf, for the same reason. */
static char *
put_number(char *to, uint32_t n)
{
	char digits[10];
	int len = 0;

	do
		digits[len++] = (char)('0' + n % 10);
	while (n /= 10);
	while (len)
		*to++ = digits[--len];
	return to;
}

int64_t
zc_state_text(const struct zc_queue *q, const struct zc_state_point *point, char **text)
{
	const struct zc_queue_options *o = zc_queue_options(q);
	uint32_t songs = zc_queue_length(q);
	size_t room = 256;
	char *buf, *to;

	/* Id and priority are at most 10 and 3 digits. */
	for (uint32_t i = 0; i < songs; i++)
		room += 16 + 2 * strlen(zc_queue_at(q, i)->uri);
	buf = malloc(room);
	if (!buf)
		return -ENOMEM;
	to = buf + sprintf(buf,
			   MAGIC "state %s\nsong %" PRIu32 "\nelapsed_ms %" PRId64 "\n"
				 "repeat %d\nrandom %d\nsingle %d\nconsume %d\nsongs %" PRIu32
				 "\n",
			   state_names[point->state], point->song_id,
			   (int64_t)(point->elapsed_s * 1000), o->repeat, o->random, o->single,
			   o->consume, songs);
	for (uint32_t i = 0; i < songs; i++) {
		const struct zc_song *s = zc_queue_at(q, i);

		to = put_number(to, s->id);
		*to++ = ' ';
		to = put_number(to, s->priority);
		*to++ = ' ';
		to = put_name(to, s->uri);
		*to++ = '\n';
	}
	*text = buf;
	return to - buf;
}

static int
write_all(int fd, const char *data, size_t bytes)
{
	while (bytes) {
		ssize_t n = write(fd, data, bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		bytes -= (size_t)n;
	}
	return 0;
}

static int
write_file(int fd, const char *text, size_t bytes)
{
	char sum[SUM_LEN + 1];
	int r;

	snprintf(sum, sizeof(sum), "sum %016" PRIx64 "\n", checksum(text, bytes));
	r = write_all(fd, text, bytes);
	if (!r)
		r = write_all(fd, sum, SUM_LEN);
	if (!r && fsync(fd) < 0)
		r = -errno;
	return r;
}

/* Makes the rename survive a power cut, too. Not every file system can sync a folder. */
static void
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (!slash)
		return;
	slash[slash == folder] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int
zc_state_store(const char *path, const char *text, size_t bytes, struct zc_err *err)
{
	char tmp[PATH_MAX];
	int fd, r = 0;

	if (snprintf(tmp, sizeof(tmp), "%s.new", path) >= (int)sizeof(tmp))
		return zc_fail(err, -ENAMETOOLONG, "state_file: the path is too long");
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return zc_fail(err, -errno, "the state cannot be saved: %.256s: %s", tmp,
			strerror(errno));
	r = write_file(fd, text, bytes);
	if (close(fd) < 0 && !r)
		r = -errno;
	if (!r && rename(tmp, path) < 0)
		r = -errno;
	if (r) {
		unlink(tmp);
		return zc_fail(
			err, r, "the state cannot be saved: %.256s: %s", path, strerror(-r));
	}
	sync_folder(path);
	return 0;
}

/* Reads the whole file, and adds a 0 byte. The caller frees *text. */
static int
read_file(const char *path, char **text, size_t *bytes)
{
	struct stat st;
	char *buf = NULL;
	size_t have = 0;
	int r = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		r = -errno;
	else if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		r = -EILSEQ;
	else if (!(buf = malloc((size_t)st.st_size + 1)))
		r = -ENOMEM;
	while (!r && have < (size_t)st.st_size) {
		ssize_t n = read(fd, buf + have, (size_t)st.st_size - have);

		if (n == 0)
			break;
		if (n > 0)
			have += (size_t)n;
		else if (errno != EINTR)
			r = -errno;
	}
	close(fd);
	if (r) {
		free(buf);
		return r;
	}
	buf[have] = '\0';
	*text = buf;
	*bytes = have;
	return 0;
}

/* Returns the rest of the next line if that begins with key, and moves *at behind it; else
 * NULL. */
static char *
parse_line(char **at, const char *key)
{
	char *line = *at, *end = strchr(line, '\n');
	size_t len = strlen(key);

	if (!end || strncmp(line, key, len) != 0)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line + len;
}

/* Reads a number of at most max that ends at the character `until`; *text moves behind that. */
static bool
parse_number(char **text, char until, int64_t max, int64_t *value)
{
	char *end;

	if (!*text || **text < '0' || **text > '9')
		return false;
	errno = 0;
	*value = strtoll(*text, &end, 10);
	if (errno || *value > max || *end != until)
		return false;
	*text = end + 1;
	return true;
}

static bool
parse_value(char **at, const char *key, int64_t max, int64_t *value)
{
	char *text = parse_line(at, key);

	return parse_number(&text, '\0', max, value);
}

static bool
parse_state(char **at, enum zc_play_state *state)
{
	const char *name = parse_line(at, "state ");

	for (size_t i = 0; name && i < STATE_NAMES; i++) {
		if (strcmp(name, state_names[i]) != 0)
			continue;
		*state = (enum zc_play_state)i;
		return true;
	}
	return false;
}

/* In place. */
static void
unescape(char *name)
{
	char *to = name;

	for (; *name; name++) {
		if (*name == '\\' && name[1])
			*to++ = *++name == 'n' ? '\n' : *name;
		else
			*to++ = *name;
	}
	*to = '\0';
}

static int
parse_song(char **at, struct zc_queue *q, uint32_t pos)
{
	char *line = parse_line(at, "");
	int64_t id, priority;

	if (!parse_number(&line, ' ', UINT32_MAX, &id) ||
		!parse_number(&line, ' ', UINT8_MAX, &priority))
		return -EILSEQ;
	unescape(line);
	if (!zc_queue_add_id(q, line, pos, (uint32_t)id))
		return -EILSEQ;
	return priority ? zc_queue_priority(q, pos, pos + 1, (uint8_t)priority) : 0;
}

static int
parse(char *at, struct zc_queue *q, struct zc_state_point *point)
{
	int64_t song, elapsed_ms, repeat, random, single, consume, songs;
	struct zc_queue_options o = { 0 };
	int r = 0;

	if (!parse_line(&at, "zcaudiod state 1") || !parse_state(&at, &point->state) ||
		!parse_value(&at, "song ", UINT32_MAX, &song) ||
		!parse_value(&at, "elapsed_ms ", INT64_MAX, &elapsed_ms) ||
		!parse_value(&at, "repeat ", 1, &repeat) ||
		!parse_value(&at, "random ", 1, &random) ||
		!parse_value(&at, "single ", OPTION_VALUE_MAX, &single) ||
		!parse_value(&at, "consume ", OPTION_VALUE_MAX, &consume) ||
		!parse_value(&at, "songs ", UINT32_MAX, &songs))
		return -EILSEQ;
	for (uint32_t i = 0; i < songs && !r; i++)
		r = parse_song(&at, q, i);
	if (r)
		return r;
	o.repeat = repeat;
	o.random = random;
	o.single = (int)single;
	o.consume = (int)consume;
	zc_queue_set_options(q, &o);
	point->song_id = (uint32_t)song;
	point->elapsed_s = (double)elapsed_ms / 1000;
	return 0;
}

static bool
is_whole(const char *text, size_t bytes)
{
	char sum[SUM_LEN + 1];

	if (bytes < SUM_LEN)
		return false;
	snprintf(sum, sizeof(sum), "sum %016" PRIx64 "\n", checksum(text, bytes - SUM_LEN));
	return !memcmp(text + bytes - SUM_LEN, sum, SUM_LEN);
}

/* Renames a bad file, so that the next save does not overwrite what is left to examine. */
static int
set_aside(const char *path, int cause, struct zc_err *err)
{
	const char *reason =
		cause == -EILSEQ ? "damaged, or of another version" : strerror(-cause);
	long long now_s = (long long)time(NULL);
	char aside[PATH_MAX];

	do
		snprintf(aside, sizeof(aside), "%s.broken-%lld", path, now_s++);
	while (!access(aside, F_OK));
	if (rename(path, aside) < 0)
		return zc_fail(err, cause,
			"%.128s: %s; starting with an empty queue (it could not be set aside: "
			"%s)",
			path, reason, strerror(errno));
	return zc_fail(err, cause,
		"%.128s: %s; starting with an empty queue, the file was set aside as %.160s",
		path, reason, aside);
}

int
zc_state_load(
	const char *path, struct zc_queue *q, struct zc_state_point *point, struct zc_err *err)
{
	char *text = NULL;
	size_t bytes = 0;
	int r = read_file(path, &text, &bytes);

	memset(point, 0, sizeof(*point));
	if (r == -ENOENT)
		return r;
	if (!r)
		r = is_whole(text, bytes) ? parse(text, q, point) : -EILSEQ;
	free(text);
	if (!r)
		return 0;
	zc_queue_clear(q);
	memset(point, 0, sizeof(*point));
	return set_aside(path, r, err);
}
