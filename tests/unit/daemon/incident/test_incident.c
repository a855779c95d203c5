/* Incidents from the engine's report to the folder and back, with a measurement area that the test
 * writes and a clock that only the test moves. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "config.h"
#include "daemon/incident/incident.h"
#include "daemon/incident/incident_fields.h"
#include "daemon/incident/incident_hints.h"
#include "daemon/incident/incident_store.h"
#include "daemon/base/log.h"
#include "daemon/base/worker.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "pipeline/rt/area_put.h"

#define MS 1000000ll

static struct zc_area area;
static char folder[32], log_name[48];
static struct zc_incidents *incidents;
static struct zc_warnings warnings;
static struct zc_worker *worker;
static int stderr_kept;

/* The last journal entry. */
static char journal[2048];

int __wrap_sd_journal_sendv(const struct iovec *iov, int n);

int
__wrap_sd_journal_sendv(const struct iovec *iov, int n)
{
	size_t at = 0;

	for (int i = 0; i < n && at + iov[i].iov_len + 2 < sizeof(journal); i++) {
		memcpy(journal + at, iov[i].iov_base, iov[i].iov_len);
		at += iov[i].iov_len;
		journal[at++] = '\n';
	}
	journal[at] = '\0';
	return 0;
}

/* Starts without waiting until the folder was read. */
static void
begin(uint32_t keep, uint32_t keep_kib)
{
	const struct zc_incidents_conf conf = { .folder = folder,
		.keep = keep,
		.keep_kib = keep_kib,
		.wakes = 8,
		.late_us = 1000 };

	fake_loop_reset();
	warnings.count = 0;
	incidents = zc_incidents_new(fake_loop(), &area, &conf, &warnings);
	worker = zc_worker_new(fake_loop());
	CU_ASSERT_FATAL(incidents && worker);
	zc_incidents_start(incidents, worker);
}

static void
start(uint32_t keep, uint32_t keep_kib)
{
	begin(keep, keep_kib);
	fake_loop_wait();
	fake_loop_run();
}

static void
stop(void)
{
	zc_incidents_end(incidents);
	zc_worker_free(worker);
	zc_incidents_free(incidents);
}

static void
setup(void)
{
	memset(&area, 0, sizeof(area));
	strcpy(folder, "test_incident.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	/* The log goes to a file, which the test reads. */
	snprintf(log_name, sizeof(log_name), "%s.log", folder);
	fflush(stderr);
	stderr_kept = dup(STDERR_FILENO);
	CU_ASSERT_FATAL(freopen(log_name, "w", stderr) != NULL);
}

static void
teardown(void)
{
	char command[128];

	fflush(stderr);
	dup2(stderr_kept, STDERR_FILENO);
	close(stderr_kept);
	snprintf(command, sizeof(command), "rm -rf '%s' '%s'", folder, log_name);
	CU_ASSERT_EQUAL(system(command), 0);
}

static int
logged(const char *text)
{
	char line[2048];
	FILE *f = fopen(log_name, "r");
	int n = 0;

	CU_ASSERT_FATAL(f != NULL);
	while (fgets(line, sizeof(line), f))
		n += strstr(line, text) != NULL;
	fclose(f);
	return n;
}

/* The engine wakes once more, 100 ms later. */
static uint64_t
wake(uint16_t flags, int64_t late_ns)
{
	static uint64_t at;
	uint64_t seq = atomic_load(&area.newest) + 1;
	struct zc_wake w = { .seq = seq,
		.planned_ns = (int64_t)++at * 100 * MS,
		.track_id = 3,
		.played_frame = seq * 4800,
		.committed_frame = seq * 4800,
		.filled_frame = seq * 4800 + 48000,
		.rate_hz = 48000,
		.capacity_frames = 48000,
		.period_frames = 4800,
		.cause = ZC_WAKE_DEADLINE,
		.flags = ZC_WAKE_RUNNING | flags };

	w.woke_ns = w.planned_ns + late_ns;
	w.done_ns = w.woke_ns + 1000;
	w.hw_tstamp_ns = w.planned_ns;
	zc_area_put(&area, &w);
	return seq;
}

static void
add(uint64_t seq)
{
	const struct zc_incident_context at = { .wake_seq = seq,
		.uri = "some \xe4/song.wav",
		.device = "sim",
		.frame = 96000,
		.rate_hz = 48000 };

	zc_incidents_add(incidents, &at);
}

static void
add_xrun(void)
{
	for (int i = 0; i < 20; i++)
		wake(0, 0);
	add(wake(ZC_WAKE_XRUN, 900 * MS));
}

/* Ends the burst. */
static void
pass(void)
{
	for (int i = 0; i < 5; i++)
		wake(0, 0);
	fake_loop_pass(3.1);
}

/* The same, and waits until the worker has stored it. */
static void
quiet(void)
{
	pass();
	fake_loop_wait();
	fake_loop_run();
}

static void
frozen_judged_and_kept(void)
{
	const struct zc_incident *list, *i;
	struct zc_wake w[32];
	char file[80];
	struct zc_err err;

	setup();
	start(10, 1000);
	add_xrun();
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 0);
	quiet();
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 1);
	i = zc_incidents_find(incidents, 1);
	CU_ASSERT_FATAL(i == list);
	CU_ASSERT_EQUAL(i->count, 1);
	CU_ASSERT_EQUAL(i->verdict.trigger, ZC_TRIGGER_XRUN);
	CU_ASSERT_EQUAL(i->verdict.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT_EQUAL(zc_incidents_counts(incidents)[ZC_CAUSE_SCHEDULER], 1);
	CU_ASSERT_EQUAL(logged("incident 1 (xrun) in some"), 1);
	CU_ASSERT_EQUAL(logged("scheduler late"), 1);
	/* 8 before it, itself, 2 after it. */
	CU_ASSERT_EQUAL(zc_incident_wakes(zc_incidents_file(incidents, 1, file, sizeof(file)),
				w, 32, &err),
		11);
	CU_ASSERT_EQUAL(w[8].seq, i->verdict.seq);
	CU_ASSERT_EQUAL(w[0].seq + 10, w[10].seq);
	stop();
	/* After a restart it is there, and the next one gets the next id. */
	start(10, 1000);
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 1);
	CU_ASSERT_EQUAL(list[0].verdict.late_ns, 900 * MS);
	CU_ASSERT_EQUAL(list[0].frame, 96000);
	CU_ASSERT(strstr(list[0].verdict.text, "scheduler late") != NULL);
	add_xrun();
	quiet();
	CU_ASSERT_PTR_NOT_NULL(zc_incidents_find(incidents, 2));
	stop();
	teardown();
}

static void
burst_is_one(void)
{
	const struct zc_incident *list;

	setup();
	start(10, 1000);
	/* First a late wake-up, then an xrun, which the verdict is about. */
	add(wake(0, 2 * MS));
	fake_loop_pass(2);
	add_xrun();
	for (int i = 0; i < 40; i++) {
		fake_loop_pass(2);
		add(wake(ZC_WAKE_XRUN, 0));
		fake_loop_run();
	}
	/* After a minute the next burst begins. */
	quiet();
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 2);
	CU_ASSERT_EQUAL(list[0].verdict.trigger, ZC_TRIGGER_XRUN);
	CU_ASSERT_EQUAL(list[0].count + list[1].count, 42);
	CU_ASSERT_EQUAL(list[0].verdict.late_ns, 900 * MS);
	CU_ASSERT_EQUAL(logged("in a burst"), 2);
	stop();
	teardown();
}

static void
an_open_burst_is_stored_at_the_end(void)
{
	const struct zc_incident *list;

	setup();
	start(10, 1000);
	add_xrun();
	stop();
	start(10, 1000);
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 1);
	stop();
	teardown();
}

/* The daemon ends before the folder was read: the burst gets an id that no file has yet. */
static void
an_end_before_the_folder_is_read(void)
{
	const struct zc_incident *list;

	setup();
	start(10, 1000);
	add_xrun();
	quiet();
	stop();
	begin(10, 1000);
	add_xrun();
	stop();
	start(10, 1000);
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 2);
	CU_ASSERT_EQUAL(list[0].id, 1);
	CU_ASSERT_EQUAL(list[1].id, 2);
	CU_ASSERT(list[0].verdict.seq < list[1].verdict.seq);
	stop();
	teardown();
}

static void
oldest_go(void)
{
	const struct zc_incident *list;
	char file[80];

	setup();
	start(3, 1000);
	for (int i = 0; i < 5; i++) {
		add_xrun();
		quiet();
	}
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 3);
	CU_ASSERT_EQUAL(list[0].id, 3);
	CU_ASSERT(access(zc_incident_file(folder, 2, file, sizeof(file)), F_OK) != 0);
	CU_ASSERT(access(zc_incident_file(folder, 3, file, sizeof(file)), F_OK) == 0);
	stop();
	/* A file has some 3 KiB; the newest always stays. */
	start(3, 1);
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 3);
	add_xrun();
	quiet();
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 1);
	CU_ASSERT_EQUAL(list[0].id, 6);
	CU_ASSERT(access(zc_incident_file(folder, 5, file, sizeof(file)), F_OK) != 0);
	stop();
	teardown();
}

static void
an_unusable_folder_is_logged_once(void)
{
	const struct zc_incident *list;

	setup();
	CU_ASSERT_EQUAL(rmdir(folder), 0);
	close(open(folder, O_CREAT | O_WRONLY, 0600));
	start(10, 1000);
	CU_ASSERT_EQUAL(logged("incident_directory"), 1);
	for (int i = 0; i < 3; i++) {
		add_xrun();
		quiet();
	}
	CU_ASSERT_EQUAL(logged("incidents cannot be stored"), 1);
	/* They can be listed all the same. */
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 3);
	CU_ASSERT_EQUAL(unlink(folder), 0);
	add_xrun();
	quiet();
	CU_ASSERT_EQUAL(logged("incidents are stored again"), 1);
	stop();
	teardown();
}

static void
a_folder_is_one_daemons_alone(void)
{
	const struct zc_incident *list;
	char warning[200], file[80];
	int fd;

	setup();
	fd = zc_incident_claim(folder, NULL);
	CU_ASSERT_FATAL(fd >= 0);
	begin(10, 1000);
	CU_ASSERT_EQUAL_FATAL(warnings.count, 1);
	snprintf(warning, sizeof(warning),
		"%s/: another zcaudiod (PID %d) keeps its incidents there; stop it, or set "
		"another incident_directory",
		folder, (int)getpid());
	CU_ASSERT_PTR_NOT_NULL(strstr(warnings.text[0], warning));
	/* The incident can be listed, but is not stored in the other daemon's folder. */
	add_xrun();
	pass();
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 1);
	CU_ASSERT_NOT_EQUAL(access(zc_incident_file(folder, 1, file, sizeof(file)), F_OK), 0);
	stop();
	close(fd);
	start(10, 1000);
	CU_ASSERT_EQUAL(warnings.count, 0);
	CU_ASSERT_EQUAL(zc_incident_claim(folder, NULL), -EADDRINUSE);
	stop();
	teardown();
}

static void
damaged_files_are_left_out(void)
{
	const struct zc_incident *list;
	char file[80];
	int fd;

	setup();
	start(10, 1000);
	add_xrun();
	quiet();
	add_xrun();
	quiet();
	stop();
	CU_ASSERT_EQUAL(truncate(zc_incident_file(folder, 2, file, sizeof(file)), 100), 0);
	fd = open(zc_incident_file(folder, 7, file, sizeof(file)), O_CREAT | O_WRONLY, 0600);
	CU_ASSERT_EQUAL(write(fd, "noise", 5), 5);
	close(fd);
	start(10, 1000);
	CU_ASSERT_EQUAL_FATAL(zc_incidents_list(incidents, &list), 1);
	CU_ASSERT_EQUAL(list[0].id, 1);
	/* No file is overwritten. */
	add_xrun();
	quiet();
	CU_ASSERT_PTR_NOT_NULL(zc_incidents_find(incidents, 8));
	stop();
	teardown();
}

static void
overwritten_records_are_ignored(void)
{
	const struct zc_incident *list;

	setup();
	start(10, 1000);
	add(5);
	add(wake(0, 0));
	for (uint32_t i = 0; i < ZC_AREA_WAKES + 5; i++)
		wake(ZC_WAKE_XRUN, 0);
	add(2);
	fake_loop_pass(10);
	CU_ASSERT_EQUAL(zc_incidents_list(incidents, &list), 0);
	stop();
	teardown();
}

static void
json_holds_all(void)
{
	struct zc_incident i = { .unix_ms = 1, .uri = "x", .device = "hw:0" }, back;
	char *json;

	for (int k = 0; k < zc_incident_field_count; k++)
		zc_incident_field_set(&i, &zc_incident_fields[k],
			zc_incident_fields[k].bytes == 1 ? 1 : 1000 + k);
	i.verdict.trigger = ZC_TRIGGER_LATE;
	i.verdict.cause = ZC_CAUSE_DISK;
	i.verdict.also = ZC_CAUSE_CLOCK;
	i.verdict.weight_ns[ZC_CAUSE_DISK] = 7;
	i.verdict.hints.run_delay_ns = -1;
	strcpy(i.verdict.hints.ran_instead, "cc[1]");
	strcpy(i.verdict.text, "a text");
	json = zc_incident_to_json(&i);
	CU_ASSERT_FATAL(json != NULL);
	CU_ASSERT_EQUAL(zc_incident_from_json(json, &back), 0);
	CU_ASSERT(!memcmp(&i, &back, sizeof(i)));
	free(json);
	CU_ASSERT(zc_incident_from_json("{}", &back) < 0);
	CU_ASSERT(zc_incident_from_json("[1]", &back) < 0);
	CU_ASSERT(zc_incident_from_json("noise", &back) < 0);
}

static void
hints_are_differences(void)
{
	struct zc_hints_reading a = {
		.realtime_ns = 1000, .boottime_ns = 5, .run_delay_ns = 7
	};
	struct zc_hints_reading b = a;
	struct zc_verdict_hints h;

	zc_hints_between(&a, &b, &h);
	CU_ASSERT_EQUAL(h.realtime_step_ns, 0);
	CU_ASSERT_EQUAL(h.suspended_ns, 0);
	CU_ASSERT_EQUAL(h.run_delay_ns, 0);
	/* Suspended for ten seconds, and the clock set back by two. */
	b.boottime_ns += 10000 * MS;
	b.realtime_ns += 8000 * MS;
	b.run_delay_ns = -1;
	zc_hints_between(&a, &b, &h);
	CU_ASSERT_EQUAL(h.realtime_step_ns, -2000 * MS);
	CU_ASSERT_EQUAL(h.suspended_ns, 10000 * MS);
	CU_ASSERT_EQUAL(h.run_delay_ns, -1);
	/* Nobody sets the clock between these two readings. */
	zc_hints_read((int32_t)gettid(), &a);
	zc_hints_read((int32_t)gettid(), &b);
	zc_hints_between(&a, &b, &h);
	CU_ASSERT(h.realtime_step_ns < 50 * MS && h.realtime_step_ns > -50 * MS);
	CU_ASSERT_EQUAL(h.suspended_ns / MS, 0);
}

#ifdef HAVE_SYSTEMD
static void
journal_gets_fields(void)
{
	char stream[48];
	struct stat st;

	setup();
	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev,
		(unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	start(10, 1000);
	add_xrun();
	quiet();
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "MESSAGE=incident 1 (xrun)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nPRIORITY=4\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nZC_INCIDENT=1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nZC_TRIGGER=xrun\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nZC_VERDICT=scheduler-late\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nZC_LATE_US=900000\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\nZC_FRAME=96000\n"));
	/* Once, not as a line as well. */
	CU_ASSERT_EQUAL(logged("incident 1"), 0);
	stop();
	unsetenv("JOURNAL_STREAM");
	teardown();
}
#endif

ZC_UNIT_MAIN("incident",
#ifdef HAVE_SYSTEMD
	{ "the journal gets fields", journal_gets_fields },
#endif
	{ "frozen, judged and kept over a restart", frozen_judged_and_kept },
	{ "a burst is one, and has an end", burst_is_one },
	{ "the end of the daemon in a burst", an_open_burst_is_stored_at_the_end },
	{ "the end of the daemon before the folder was read",
		an_end_before_the_folder_is_read },
	{ "the oldest go", oldest_go },
	{ "a folder is one daemon's alone", a_folder_is_one_daemons_alone },
	{ "an unusable folder", an_unusable_folder_is_logged_once },
	{ "damaged files", damaged_files_are_left_out },
	{ "records that are gone, or no incident", overwritten_records_are_ignored },
	{ "JSON and back", json_holds_all }, { "hints", hints_are_differences })
