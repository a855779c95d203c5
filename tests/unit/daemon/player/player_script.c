#include "tests/unit/daemon/player/player_script.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/player/loader_worker.h"
#include "daemon/player/player_state.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "tests/unit/daemon/player/fake_track.h"
#include "tests/unit/unit.h"

struct zc_player *player;
struct zc_queue *queue;
static struct zc_player_conf conf;
static unsigned int changed_bits;
static bool hold, gate, device_gate;
static char hung[64]; /* path of the file that hangs, "" none */
static char warning[ZC_ERR_MAX]; /* the last one */

static void
warn(void *ctx, const char *text)
{
	(void)ctx;
	snprintf(warning, sizeof(warning), "%s", text);
}

static void
changed(void *ctx, unsigned int changes)
{
	(void)ctx;
	changed_bits |= changes;
}

/* The item opens a file that hangs, so waiting for the loader would never end. */
static bool
hangs(const struct zc_item *item)
{
	if (item->state != ZC_ITEM_OPENING || strcmp(item->path, hung) != 0)
		return false;
	fake_hang_wait(1);
	return true;
}

static bool
loader_works(void)
{
	if (player->device.sink == ZC_SINK_OPENING && device_gate) {
		fake_device_gate_wait();
		return false;
	}
	if (player->device.finding || player->device.sink == ZC_SINK_OPENING ||
		player->device.sink == ZC_SINK_CLOSING)
		return true;
	for (int k = 0; k < player->line.len; k++)
		if (player->line.item[k]->state == ZC_ITEM_OPENING &&
			!hangs(player->line.item[k]))
			return true;
	for (const struct zc_item *i = player->line.retired; i; i = i->next)
		if (i->state == ZC_ITEM_OPENING || i->state == ZC_ITEM_CLOSING)
			return true;
	return false;
}

void
script_settle(void)
{
	/* The engine answers only once the loader has finished, so that the order of events is
	 * the same however slow its thread is. */
	for (;;) {
		if (fake_loop_run())
			continue;
		if (!gate && loader_works())
			fake_loop_wait();
		else if (hold || !fake_engine_run())
			return;
	}
}

static void
set_option(const char *name, int value)
{
	struct zc_queue_options o = *zc_queue_options(queue);

	if (!strcmp(name, "repeat"))
		o.repeat = value;
	else if (!strcmp(name, "random"))
		o.random = value;
	else if (!strcmp(name, "single"))
		o.single = value;
	else if (!strcmp(name, "consume"))
		o.consume = value;
	else
		CU_FAIL_FATAL("no such option");
	zc_queue_set_options(queue, &o);
	zc_player_queue_changed(player);
}

static void
set_device(const char *how)
{
	if (!strcmp(how, "busy"))
		fake_device(0, -EBUSY);
	else if (!strcmp(how, "gone"))
		fake_device(-ENODEV, -ENODEV);
	else if (!strcmp(how, "refuses"))
		fake_device(0, -EINVAL);
	else
		fake_device(0, 0);
}

/* The string that the player is given is overwritten at once. */
static void
reload(const char *device)
{
	char name[64];

	snprintf(name, sizeof(name), "%s", *device ? device : "auto");
	conf.device = name;
	zc_player_reload(player, &conf);
	memset(name, 'x', sizeof(name) - 1);
	conf.device = "auto";
}

static void
restore(const char *state, unsigned int id, double seconds)
{
	zc_player_restore(player,
		!strcmp(state, "play")    ? ZC_STATE_PLAYING
		: !strcmp(state, "pause") ? ZC_STATE_PAUSED
					  : ZC_STATE_STOPPED,
		id, seconds);
}

static void
status_text(char *buf, size_t size)
{
	static const char *const states[] = { "stop", "play", "pause" };
	struct zc_player_status s;

	zc_player_status(player, &s);
	snprintf(buf, size, "%s %u@%.1f >%u%s%s", states[s.state], s.song_id, s.elapsed_s,
		s.next_id, s.error[0] ? " !" : "", s.error);
}

static void
changed_text(char *buf, size_t size)
{
	static const char *const names[] = { "player", "playlist", "options", "mixer",
		"output" };
	size_t len = 0;

	buf[0] = '\0';
	for (int i = 0; i < 5; i++)
		if (changed_bits & 1u << i)
			len += (size_t)snprintf(
				buf + len, size - len, "%s%s", len ? " " : "", names[i]);
	changed_bits = 0;
}

static void
queue_text(char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (uint32_t i = 0; i < zc_queue_length(queue); i++)
		len += (size_t)snprintf(
			buf + len, size - len, "%s%u", i ? " " : "", zc_queue_at(queue, i)->id);
}

static void
played_text(char *buf, size_t size)
{
	const struct zc_played *list;
	int n = zc_player_played(player, &list);

	snprintf(buf, size, "%d", n);
	if (n)
		snprintf(buf, size, "%d: %s %d %u", n, list->uri, list->result,
			(unsigned int)list->frames_played);
}

static void
device_text(char *buf, size_t size)
{
	struct zc_player_status s;

	zc_player_status(player, &s);
	snprintf(buf, size, "%s", s.device);
}

/* The state of the newest record's receipt, which this waits for. */
static void
receipt_text(char *buf, size_t size)
{
	const struct zc_played *list;

	while (zc_player_played(player, &list) && list->receipt.state == ZC_VERIFY_PENDING) {
		fake_loop_wait();
		script_settle();
	}
	snprintf(buf, size, "%s", zc_verify_name(list->receipt.state));
}

void
script_act(const char *text, char *got, size_t size)
{
	char line[128], *save, *word, *arg[3] = { "", "", "" };

	snprintf(line, sizeof(line), "%s", text);
	word = strtok_r(line, " ", &save);
	if (!strcmp(word, "queue")) {
		while ((word = strtok_r(NULL, " ", &save)))
			zc_queue_add(queue, word, zc_queue_length(queue));
		zc_player_queue_changed(player);
		script_settle();
		status_text(got, size);
		return;
	}
	for (int i = 0; i < 3 && (arg[i] = strtok_r(NULL, " ", &save)); i++)
		;
	for (int i = 0; i < 3; i++)
		arg[i] = arg[i] ? arg[i] : "";
	if (!strcmp(word, "play"))
		zc_player_play(player, (uint32_t)atoi(arg[0]), NULL);
	else if (!strcmp(word, "pause"))
		zc_player_pause(player, true);
	else if (!strcmp(word, "resume"))
		zc_player_pause(player, false);
	else if (!strcmp(word, "stop"))
		zc_player_stop(player);
	else if (!strcmp(word, "next"))
		zc_player_next(player, NULL);
	else if (!strcmp(word, "prev"))
		zc_player_prev(player, NULL);
	else if (!strcmp(word, "seek"))
		zc_player_seek(player, (uint32_t)atoi(arg[0]), atof(arg[1]), NULL);
	else if (!strcmp(word, "restore"))
		restore(arg[0], (unsigned int)atoi(arg[1]), atof(arg[2]));
	else if (!strcmp(word, "set"))
		set_option(arg[0], atoi(arg[1]));
	else if (!strcmp(word, "delete")) {
		zc_queue_delete(queue, (uint32_t)atoi(arg[0]), (uint32_t)atoi(arg[1]));
		zc_player_queue_changed(player);
	} else if (!strcmp(word, "move")) {
		zc_queue_move(queue, (uint32_t)atoi(arg[0]), (uint32_t)atoi(arg[0]) + 1,
			(uint32_t)atoi(arg[1]));
		zc_player_queue_changed(player);
	} else if (!strcmp(word, "elapse"))
		fake_engine_elapse(atof(arg[0]));
	else if (!strcmp(word, "fail"))
		fake_engine_fail(atoi(arg[0]), atoi(arg[1]));
	else if (!strcmp(word, "lose"))
		fake_engine_lose(atoi(arg[0]));
	else if (!strcmp(word, "lose-tracks"))
		fake_engine_lose_tracks(atoi(arg[0]));
	else if (!strcmp(word, "lose-sink"))
		fake_engine_lose_sink(atoi(arg[0]));
	else if (!strcmp(word, "no-uring"))
		fake_engine_no_uring(atoi(arg[0]));
	else if (!strcmp(word, "late"))
		fake_engine_too_late(atoi(arg[0]));
	else if (!strcmp(word, "device"))
		set_device(arg[0]);
	else if (!strcmp(word, "pass"))
		fake_loop_pass(atof(arg[0]));
	else if (!strcmp(word, "hold"))
		hold = atoi(arg[0]);
	else if (!strcmp(word, "gate"))
		fake_gate(gate = atoi(arg[0]));
	else if (!strcmp(word, "gate-device"))
		fake_device_gate(device_gate = atoi(arg[0]));
	else if (!strcmp(word, "refuse-sink"))
		fake_engine_refuse_sink();
	else if (!strcmp(word, "hang")) {
		snprintf(hung, sizeof(hung), "/m/%s", arg[0]);
		fake_hang(hung);
	} else if (!strcmp(word, "reload"))
		reload(arg[0]);
	else if (!strcmp(word, "verify")) {
		conf.verify = atoi(arg[0]);
		zc_player_reload(player, &conf);
	} else if (!strcmp(word, "clear-error"))
		zc_player_clear_error(player);
	else if (strcmp(word, "sent") && strcmp(word, "open") && strcmp(word, "changed") &&
		 strcmp(word, "played") && strcmp(word, "ids") && strcmp(word, "warned") &&
		 strcmp(word, "receipt") && strcmp(word, "used"))
		CU_FAIL_FATAL("no such step");
	script_settle();
	if (!strcmp(word, "sent"))
		snprintf(got, size, "%s", fake_engine_log());
	else if (!strcmp(word, "open"))
		snprintf(got, size, "%d %d", fake_tracks_open(), fake_sinks_open());
	else if (!strcmp(word, "changed"))
		changed_text(got, size);
	else if (!strcmp(word, "warned"))
		snprintf(got, size, "%s", warning);
	else if (!strcmp(word, "played"))
		played_text(got, size);
	else if (!strcmp(word, "ids"))
		queue_text(got, size);
	else if (!strcmp(word, "used"))
		device_text(got, size);
	else if (!strcmp(word, "receipt"))
		receipt_text(got, size);
	else
		status_text(got, size);
}

void
script_begin(bool start_first)
{
	static const char *const long_files[] = { "/m/a", "/m/b", "/m/c", "/m/d" };
	struct zc_err err = { 0 };

	hold = gate = device_gate = false;
	*hung = '\0';
	changed_bits = 0;
	*warning = '\0';
	zc_log_set_level((enum zc_log_level)(ZC_LOG_ERROR - 1));
	fake_reset();
	for (int i = 0; i < 4; i++)
		fake_file(long_files[i], 10, 44100);
	fake_file("/m/w", 10, 96000);
	fake_file("/m/s", 0.1, 44100);
	fake_engine_start_first(start_first);
	queue = zc_queue_new();
	conf = (struct zc_player_conf){ .device = "auto",
		.music_directory = "/m",
		.sink.ring_ms = 2000,
		.changed = changed,
		.warn = warn };
	player = zc_player_new(fake_loop(), fake_engine(), queue, &conf, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(player);
	script_settle();
}

void
script_end(void)
{
	fake_gate(false);
	fake_device_gate(false);
	fake_hang(NULL);
	fake_engine_auto();
	zc_player_free(player);
	zc_queue_free(queue);
	/* A thread of the loader that was given up must not be counted as one of the next
	 * scenario's. */
	while (zc_loader_stuck())
		sched_yield();
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
	CU_ASSERT_EQUAL(fake_sinks_open(), 0);
}

static bool
play(const char *name, const struct script_step *steps, size_t count, bool start_first)
{
	bool ok = true;

	script_begin(start_first);
	for (size_t i = 0; i < count && ok; i++) {
		char got[1024] = "";

		script_act(steps[i].act, got, sizeof(got));
		ok = !steps[i].want || !strcmp(got, steps[i].want);
		if (!ok)
			printf("# %s%s, step %zu \"%s\": want \"%s\", got \"%s\"\n", name,
				start_first ? " (next starts first)" : "", i + 1, steps[i].act,
				steps[i].want, got);
	}
	script_end();
	return ok;
}

void
script_play(const char *name, const struct script_step *steps, size_t count)
{
	CU_ASSERT(play(name, steps, count, false));
	CU_ASSERT(play(name, steps, count, true));
}
