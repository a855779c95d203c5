#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/conf/conf.h"
#include "daemon/base/log.h"
#include "pipeline/path.h"
#include "pipeline/sink.h"

struct rig {
	struct zc_conf conf;
	struct zc_err err;
	char path[32];
};

static void
set_up(struct rig *r, const char *text, size_t bytes)
{
	int fd;

	memset(r, 0, sizeof(*r));
	strcpy(r->path, "zc-conf-XXXXXX");
	fd = mkstemp(r->path);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, text, bytes), (ssize_t)bytes);
	close(fd);
	CU_ASSERT_EQUAL(zc_conf_init(&r->conf), 0);
}

static void
tear_down(struct rig *r)
{
	zc_conf_free(&r->conf);
	unlink(r->path);
}

static void
reads_keys_comments_and_quotes(void)
{
	static const char text[] = "# comment\n"
				   "\n"
				   "  device=hw:CARD=PCH,DEV=0  \n"
				   "music_directory = \"/srv/my music/#1/\"\r\n"
				   "\t# port = 1\n"
				   "port = 6601\n"
				   "io_uring = no\n"
				   "cpu = 3\n"
				   "socket_mode = 0600\n"
				   "sim_ppm = -12.5\n"
				   "wakeups = period\n"
				   "best_path = staged\n"
				   "socket =\n"
				   "log_level = debug";
	struct rig r;

	set_up(&r, text, sizeof(text) - 1);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), 0);
	CU_ASSERT_STRING_EQUAL(r.conf.device, "hw:CARD=PCH,DEV=0");
	CU_ASSERT_STRING_EQUAL(r.conf.music_directory, "/srv/my music/#1");
	CU_ASSERT_EQUAL(r.conf.port, 6601);
	CU_ASSERT_FALSE(r.conf.io_uring);
	CU_ASSERT_EQUAL(r.conf.cpu, 3);
	CU_ASSERT_EQUAL(r.conf.socket_mode, 0600);
	CU_ASSERT_EQUAL(r.conf.sim_ppm, -12.5);
	CU_ASSERT_EQUAL(r.conf.wakeups, ZC_WAKEUPS_PERIOD);
	CU_ASSERT_EQUAL(r.conf.best_path, ZC_PATH_STAGED);
	CU_ASSERT_PTR_NULL(r.conf.socket);
	CU_ASSERT_EQUAL(r.conf.log_level, ZC_LOG_DEBUG);
	tear_down(&r);
}

struct bad_row {
	const char *text;
	const char *message; /* without the name of the file */
};

static void
an_error_names_file_line_key_and_values(void)
{
	static const struct bad_row rows[] = {
		{ "\n\ndevise = sim\n",
			":3: unknown key \"devise\"; the nearest known keys are device, " },
		{ "port = x\n", ":1: port: \"x\" is not a whole number" },
		{ "port = 70000\n", ":1: port: 70000 is not between 0 and 65535" },
		{ "port = -1\n", ":1: port: -1 is not between 0 and 65535" },
		{ "port =\n", ":1: port: \"\" is not a whole number" },
		{ "port = 99999999999999999999\n",
			":1: port: 99999999999999999999 is not between" },
		{ "socket_mode = 999\n", ":1: socket_mode: \"999\" is not an octal number" },
		{ "io_uring = maybe\n", ":1: io_uring: \"maybe\" is neither yes nor no" },
		{ "wakeups = never\n",
			":1: wakeups: \"never\" is none of auto, period, deadline" },
		{ "sim_ppm = nan\n", ":1: sim_ppm: \"nan\" is not a number" },
		{ "music_directory = music\n",
			":1: music_directory: \"music\" is not an absolute path" },
		{ "device\n", ":1: \"device\" is not of the form key = value" },
		{ "= x\n", ":1: unknown key \"\"" },
		{ "port = 1\n\nport = 2\n", ":3: port is set a second time; first on line 1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig r;

		set_up(&r, rows[i].text, strlen(rows[i].text));
		CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), -EINVAL);
		CU_ASSERT_EQUAL(strncmp(r.err.text, r.path, strlen(r.path)), 0);
		CU_ASSERT_EQUAL(strncmp(r.err.text + strlen(r.path), rows[i].message,
					strlen(rows[i].message)),
			0);
		tear_down(&r);
	}
}

static void
a_bad_line_leaves_its_key(void)
{
	static const char text[] = "device = sim\nport = x\n";
	struct rig r;

	set_up(&r, text, sizeof(text) - 1);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), -EINVAL);
	CU_ASSERT_EQUAL(r.conf.port, 6600);
	tear_down(&r);
}

static void
only_text_files_are_read(void)
{
	static const char zeros[] = "device = s\0m\n";
	struct rig r;

	set_up(&r, zeros, sizeof(zeros) - 1);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(r.err.text, ":1: the line is not text"));
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, "/nowhere/zcaudiod.conf", &r.err), -ENOENT);
	CU_ASSERT_STRING_EQUAL(r.err.text, "/nowhere/zcaudiod.conf: No such file or directory");
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, "/", &r.err), -EISDIR);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, "/dev/zero", &r.err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(r.err.text, "/dev/zero: not a regular file");
	unlink(r.path);
	CU_ASSERT_FATAL(mkfifo(r.path, 0600) == 0);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(r.err.text, ": not a regular file"));
	tear_down(&r);
}

static void
a_long_line_is_read_whole(void)
{
	char text[6000] = "device = ";
	struct rig r;

	memset(text + 9, 'x', sizeof(text) - 10);
	text[sizeof(text) - 1] = '\n';
	set_up(&r, text, sizeof(text));
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), 0);
	CU_ASSERT_EQUAL(strlen(r.conf.device), sizeof(text) - 10);
	tear_down(&r);
}

/* The installed file holds every key, and uncommenting them all changes nothing. */
static void
the_printed_configuration_is_the_defaults(void)
{
	char *text = NULL, *line, *next;
	size_t bytes = 0;
	FILE *f = open_memstream(&text, &bytes);
	struct rig r;
	struct zc_conf defaults;
	int keys = 0;

	zc_conf_print(f);
	fclose(f);
	set_up(&r, text, bytes);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), 0);
	tear_down(&r);

	for (line = text; *line; line = next) {
		next = strchr(line, '\n') + 1;
		CU_ASSERT(next - line <= 97);
		if (line[0] == '#' && line[1] >= 'a' && line[1] <= 'z') {
			line[0] = ' ';
			keys++;
		}
	}
	CU_ASSERT(keys > 25);
	set_up(&r, text, bytes);
	CU_ASSERT_EQUAL(zc_conf_load(&r.conf, r.path, &r.err), 0);
	CU_ASSERT_EQUAL(zc_conf_init(&defaults), 0);
	CU_ASSERT_STRING_EQUAL(r.conf.device, defaults.device);
	CU_ASSERT_STRING_EQUAL(r.conf.socket, defaults.socket);
	CU_ASSERT_STRING_EQUAL(r.conf.state_file, defaults.state_file);
	CU_ASSERT_PTR_NULL(r.conf.music_directory);
	CU_ASSERT_EQUAL(r.conf.ring_ms, 0);
	CU_ASSERT_EQUAL(r.conf.rt_priority, defaults.rt_priority);
	CU_ASSERT_EQUAL(r.conf.cpu, -1);
	CU_ASSERT_TRUE(r.conf.lock_memory);
	CU_ASSERT_EQUAL(r.conf.best_path, ZC_PATH_DIRECT);
	zc_conf_free(&defaults);
	tear_down(&r);
	free(text);
}

ZC_UNIT_MAIN("conf", { "reads keys, comments and quotes", reads_keys_comments_and_quotes },
	{ "an error names file, line, key and values",
		an_error_names_file_line_key_and_values },
	{ "a bad line leaves its key", a_bad_line_leaves_its_key },
	{ "only text files are read", only_text_files_are_read },
	{ "a long line is read whole", a_long_line_is_read_whole },
	{ "the printed configuration is the defaults",
		the_printed_configuration_is_the_defaults })
