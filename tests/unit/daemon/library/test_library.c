#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/loop.h"
#include "daemon/library/library.h"
#include "daemon/library/library_open.h"
#include "daemon/library/library_walk.h"
#include "daemon/base/worker.h"
#include "daemon/queue/queue.h"
#include "tests/unit/daemon/mpd/protocol_rig.h"

static char dir[64];

static void
touch(const char *name)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fclose(f);
}

static void
folder(const char *name)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	CU_ASSERT_EQUAL_FATAL(mkdir(path, 0755), 0);
}

static void
make_link(const char *to, const char *name)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	CU_ASSERT_EQUAL_FATAL(symlink(to, path), 0);
}

/* The base is dir/base; nothing beside it must be reached. */
static void
set_up(void)
{
	snprintf(dir, sizeof(dir), P_tmpdir "/zc-walk-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	folder("base");
	folder("base/album 10");
	folder("base/album 9");
	folder("secret");
	touch("secret/x.wav");
	touch("base/10.wav");
	touch("base/9.FLAC");
	touch("base/cover.jpg");
	touch("base/.hidden.wav");
	touch("base/no\nlines.wav");
	touch("base/album 9/1.wav");
	touch("base/album 10/1.wav");
	make_link("10.wav", "base/inside.wav");
	make_link("../secret/x.wav", "base/outside.wav");
	make_link("../secret", "base/outside");
	make_link("..", "base/album 9/loop");
	make_link("nowhere", "base/dangling.wav");
	strcat(dir, "/base/fifo.wav");
	CU_ASSERT_EQUAL_FATAL(mkfifo(dir, 0600), 0);
	*strstr(dir, "/base/fifo.wav") = '\0';
}

static void
tear_down(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

/* The entries of a walk, each followed by '|', folders by "/|". */
static const char *
walk(const char *uri, unsigned int flags)
{
	static char all[1024];
	struct zc_walk_entry e;
	struct zc_err err;
	struct zc_walk *w;
	char base[96];

	snprintf(base, sizeof(base), "%s/base", dir);
	w = zc_walk_new(base, uri, flags, &err);
	all[0] = '\0';
	if (!w)
		strcat(all, err.text);
	while (w && zc_walk_next(w, &e)) {
		strcat(strcat(all, e.uri), e.folder ? "/|" : "|");
		CU_ASSERT_FATAL(strlen(all) < 900);
	}
	zc_walk_free(w);
	return all;
}

static void
walks_in_order_and_stays_inside(void)
{
	set_up();
	CU_ASSERT_STRING_EQUAL(walk("", 0), "9.FLAC|10.wav|inside.wav|album 9/|album 10/|");
	CU_ASSERT_STRING_EQUAL(walk("", ZC_WALK_DEEP | ZC_WALK_STAT),
		"9.FLAC|10.wav|inside.wav|album 9/|album 9/1.wav|album 9/loop/|album 10/|"
		"album 10/1.wav|");
	CU_ASSERT_STRING_EQUAL(walk("album 9", ZC_WALK_ALL), "album 9/1.wav|album 9/loop/|");
	CU_ASSERT_STRING_EQUAL(walk("", ZC_WALK_ALL),
		"9.FLAC|10.wav|cover.jpg|inside.wav|album 9/|album 10/|");
	/* A file that is named itself needs no suffix. */
	CU_ASSERT_STRING_EQUAL(walk("cover.jpg", 0), "cover.jpg|");
	tear_down();
}

static void
refuses_with_a_reason(void)
{
	set_up();
	CU_ASSERT_STRING_EQUAL(
		walk("nosuch", 0), "nosuch: no such file or folder in the music directory");
	CU_ASSERT_STRING_EQUAL(
		walk("10.wav/x", 0), "10.wav/x: no such file or folder in the music directory");
	CU_ASSERT_STRING_EQUAL(
		walk("outside.wav", 0), "outside.wav: leads out of the music directory");
	CU_ASSERT_STRING_EQUAL(
		walk("outside/x.wav", 0), "outside/x.wav: leads out of the music directory");
	CU_ASSERT_STRING_EQUAL(
		walk("..", 0), "..: no such file or folder in the music directory");
	CU_ASSERT_STRING_EQUAL(walk("fifo.wav", 0), "fifo.wav: neither a file nor a folder");
	tear_down();
}

static void
opens_only_regular_files(void)
{
	char base[96];
	int fd;

	set_up();
	snprintf(base, sizeof(base), "%s/base", dir);
	CU_ASSERT_EQUAL(zc_uri_open_file(base, "fifo.wav"), -ENXIO);
	CU_ASSERT_EQUAL(zc_uri_open_file(base, "album 9"), -EISDIR);
	CU_ASSERT_EQUAL(zc_uri_open_file(base, "outside.wav"), -EXDEV);
	CU_ASSERT_EQUAL(zc_uri_open_file(base, "../secret/x.wav"), -ENOENT);
	CU_ASSERT_EQUAL(zc_uri_open_file(base, "/etc/hostname"), -ENOENT);
	CU_ASSERT_EQUAL(zc_uri_open_file(NULL, "relative"), -ENOENT);
	CU_ASSERT_EQUAL(zc_uri_open_file(NULL, "/dev/null"), -ENXIO);
	fd = zc_uri_open_file(base, "inside.wav");
	CU_ASSERT(fd >= 0);
	close(fd);
	tear_down();
}

static void
safe_names(void)
{
	static const char *const good[] = { "", "a", "a/b", "a b/c..d/...", "..a" };
	static const char *const bad[] = { "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.",
		"a\nb" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CU_ASSERT_TRUE(zc_uri_safe(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_FALSE(zc_uri_safe(bad[i]));
	CU_ASSERT_TRUE(zc_is_audio("x.WAV"));
	CU_ASSERT_TRUE(zc_is_audio("a.b.opus"));
	CU_ASSERT_FALSE(zc_is_audio("wav"));
	CU_ASSERT_FALSE(zc_is_audio("x.jpg"));
	CU_ASSERT_TRUE(zc_uri_below("a/b", "a"));
	CU_ASSERT_TRUE(zc_uri_below("a", "a"));
	CU_ASSERT_TRUE(zc_uri_below("a", ""));
	CU_ASSERT_FALSE(zc_uri_below("ab", "a"));
}

/* An update finds new, changed and removed files, and reports their queue entries. */
static void
updates(void)
{
	struct rig_client c;
	char path[400];
	uint32_t before;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_scan(&c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "stats\n"), "\nsongs: 3\n"));
	rig_ask(&c, "add b.wav\n");
	rig_ask(&c, "add a.wav\n");
	/* Wait until the tags of both entries were read. */
	rig_scan(&c);
	rig_scan(&c);

	snprintf(path, sizeof(path), "rm '%s/a.wav'; cp '%s/sub/c.wav' '%s/b.wav'", r.music,
		r.music, r.music);
	CU_ASSERT_EQUAL(system(path), 0);
	snprintf(path, sizeof(path), "%s/d.wav", r.music);
	CU_ASSERT_EQUAL(symlink("sub/c.wav", path), 0);
	before = zc_queue_version(r.queue);
	rig_scan(&c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "stats\n"), "\nsongs: 3\n"));
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&c, "list file\n"), "file: b.wav\nfile: sub/c.wav\nfile: d.wav\nOK\n");
	CU_ASSERT_EQUAL(zc_queue_at(r.queue, 0)->version, before + 1);
	CU_ASSERT(zc_queue_at(r.queue, 1)->version <= before);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "playlistinfo 0\n"), "\nArtist: Foo\n"));

	/* Only files below the folder are updated. */
	snprintf(path, sizeof(path), "rm '%s/b.wav' '%s/sub/c.wav'", r.music, r.music);
	CU_ASSERT_EQUAL(system(path), 0);
	rig_ask(&c, "update sub\n");
	while (strstr(rig_ask(&c, "status\n"), "updating_db"))
		;
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "list file\n"), "file: b.wav\nfile: d.wav\nOK\n");
	rig_disconnect(&c);
	rig_stop(&r);
}

/* A disk that is not mounted during an update has not lost its songs. */
static void
music_is_away(void)
{
	struct rig_client c;
	char away[200];
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_scan(&c);
	snprintf(away, sizeof(away), "%s.away", r.music);
	CU_ASSERT_EQUAL_FATAL(rename(r.music, away), 0);
	rig_scan(&c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "stats\n"), "\nsongs: 3\n"));
	CU_ASSERT_EQUAL_FATAL(rename(away, r.music), 0);
	rig_ask(&c, "update nosuch\n");
	rig_scan(&c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "stats\n"), "\nsongs: 3\n"));
	rig_disconnect(&c);
	rig_stop(&r);
}

static void
another_music_directory(void)
{
	struct rig_client c;
	struct rig r;

	rig_start(&r, NULL);
	rig_connect(&r, &c, true);
	rig_scan(&c);
	rig_ask(&c, "update\n");
	CU_ASSERT_EQUAL(zc_conf_set(&r.conf, "music_directory", "", NULL), 0);
	zc_server_reload(r.server, &r.conf);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig_ask(&c, "stats\n"), "\nsongs: 0\n"));
	CU_ASSERT_EQUAL(strncmp(rig_ask(&c, "add a.wav\n"),
				"ACK [50@0] {add} a.wav: no music directory is set", 49),
		0);
	strcat(r.music, "/sub");
	CU_ASSERT_EQUAL(zc_conf_set(&r.conf, "music_directory", r.music, NULL), 0);
	zc_server_reload(r.server, &r.conf);
	rig_scan(&c);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "list file\n"), "file: c.wav\nOK\n");
	rig_disconnect(&c);
	rig_stop(&r);
}

/* A library without a server, with dir/base as the music directory. */
static struct zc_loop *loop;
static struct zc_worker *worker;
static struct zc_queue *queue;
static struct zc_library *library;
static int tags_events;

static void
on_tags(void *ctx, const uint32_t *ids, int count)
{
	(void)ctx, (void)ids;
	tags_events += count;
}

static void
on_updating(void *ctx, bool changed)
{
	(void)ctx, (void)changed;
}

static void
start_library(void)
{
	const struct zc_library_events events = { on_tags, on_updating, NULL };
	char base[96];

	snprintf(base, sizeof(base), "%s/base", dir);
	tags_events = 0;
	loop = zc_loop_new();
	worker = zc_worker_new(loop);
	queue = zc_queue_new();
	library = zc_library_new(worker, queue, base, &events);
	CU_ASSERT_FATAL(loop && worker && queue && library);
}

static void
stop_library(void)
{
	zc_worker_free(worker);
	zc_library_free(library);
	zc_queue_free(queue);
	zc_loop_free(loop);
}

static void
nothing_run(struct zc_task *t)
{
	(void)t;
}

static void
nothing_done(struct zc_task *t, bool ran)
{
	(void)t, (void)ran;
	zc_loop_quit(loop);
}

/* Runs the loop until the worker has finished all tasks. */
static void
drain(void)
{
	struct zc_task last = { .run = nothing_run, .done = nothing_done };

	do {
		zc_worker_do(worker, &last, false);
		CU_ASSERT_EQUAL_FATAL(zc_loop_run(loop), 0);
	} while (zc_library_updating(library));
}

static void
on_ready(void *ctx)
{
	(void)ctx;
}

/* The music directory changes while the worker reads: the names then mean other files, or none. */
static void
reads_of_the_old_directory_are_dropped(void)
{
	struct zc_listing *listing;
	uint32_t id;

	set_up();
	start_library();
	CU_ASSERT_NOT_EQUAL(zc_library_update(library, "", false), 0);
	CU_ASSERT_EQUAL(zc_library_set_directory(library, NULL), 0);
	drain();
	CU_ASSERT_EQUAL(zc_library_count(library), 0);
	stop_library();

	start_library();
	id = zc_queue_add(queue, "10.wav", 0);
	zc_library_request_tags(library, id);
	CU_ASSERT_EQUAL(zc_library_set_directory(library, NULL), 0);
	drain();
	CU_ASSERT_EQUAL(zc_library_count(library), 0);
	CU_ASSERT_EQUAL(tags_events, 0);
	stop_library();

	start_library();
	listing = zc_library_list(library, "", 0, true, on_ready, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(listing);
	CU_ASSERT_EQUAL(zc_library_set_directory(library, NULL), 0);
	drain();
	CU_ASSERT_EQUAL(zc_library_count(library), 0);
	zc_listing_free(listing);
	stop_library();
	tear_down();
}

/* Limits the process to `room` more descriptors. Returns the limit before. */
static struct rlimit
leave_descriptors(int room)
{
	struct rlimit old, tight;
	int fd[16];

	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &old), 0);
	for (int i = 0; i < room; i++)
		CU_ASSERT_FATAL((fd[i] = open("/dev/null", O_RDONLY)) >= 0);
	tight = (struct rlimit){ (rlim_t)fd[room - 1] + 1, old.rlim_max };
	for (int i = 0; i < room; i++)
		close(fd[i]);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &tight), 0);
	return old;
}

/* Files and folders that cannot be opened for lack of descriptors stay in the library. */
static void
passing_errors_remove_nothing(void)
{
	snprintf(dir, sizeof(dir), P_tmpdir "/zc-walk-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	folder("base");
	folder("base/1");
	folder("base/1/2");
	folder("base/1/2/3");
	folder("base/1/2/3/4");
	touch("base/a.wav");
	touch("base/gone.wav");
	touch("base/1/2/3/4/b.wav");
	start_library();
	zc_library_update(library, "", false);
	drain();
	CU_ASSERT_EQUAL(zc_library_count(library), 3);
	for (int room = 2; room <= 4; room++) {
		struct rlimit old = leave_descriptors(room);

		zc_library_update(library, "", false);
		drain();
		CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &old), 0);
		CU_ASSERT_EQUAL(zc_library_count(library), 3);
	}
	strcat(dir, "/base/gone.wav");
	CU_ASSERT_EQUAL(unlink(dir), 0);
	*strstr(dir, "/base/gone.wav") = '\0';
	zc_library_update(library, "", false);
	drain();
	CU_ASSERT_EQUAL(zc_library_count(library), 2);
	stop_library();
	tear_down();
}

/* Stops while tags, updates and a listing are under way. */
static void
stops_in_the_middle(void)
{
	for (int i = 0; i < 20; i++) {
		struct rig_client c;
		struct rig r;

		rig_start(&r, NULL);
		rig_connect(&r, &c, true);
		rig_ask(&c, "add a.wav\n");
		rig_ask(&c, "update\n");
		rig_ask(&c, "rescan\n");
		rig_send(&c, "listall\n", 8);
		if (i & 1)
			rig_settle(&r);
		zc_server_free(r.server);
		r.server = NULL;
		rig_disconnect(&c);
		rig_stop(&r);
	}
}

ZC_UNIT_MAIN("library", { "walks in order and stays inside", walks_in_order_and_stays_inside },
	{ "refuses with a reason", refuses_with_a_reason },
	{ "opens only regular files", opens_only_regular_files }, { "safe names", safe_names },
	{ "updates", updates }, { "music is away", music_is_away },
	{ "another music directory", another_music_directory },
	{ "reads of the old directory are dropped", reads_of_the_old_directory_are_dropped },
	{ "passing errors remove nothing", passing_errors_remove_nothing },
	{ "stops in the middle", stops_in_the_middle })
