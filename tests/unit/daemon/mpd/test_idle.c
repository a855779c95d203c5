#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/daemon/mpd/protocol_rig.h"

struct pair {
	struct rig r;
	struct rig_client a, b;
};

static void
set_up(struct pair *p, const char *const *settings)
{
	rig_start(&p->r, settings);
	rig_connect(&p->r, &p->a, true);
	rig_connect(&p->r, &p->b, true);
}

static void
tear_down(struct pair *p)
{
	rig_disconnect(&p->a);
	rig_disconnect(&p->b);
	rig_stop(&p->r);
}

static void
send_and_settle(struct rig_client *c, const char *text)
{
	rig_send(c, text, strlen(text));
	rig_settle(c->rig);
}

static void
idle_waits_for_a_change(void)
{
	struct pair p;

	set_up(&p, NULL);
	send_and_settle(&p.a, "idle\n");
	CU_ASSERT_EQUAL(p.a.len, 0);
	rig_ask(&p.b, "repeat 1\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 1), "changed: options\nOK\n");
	/* A reported change is not reported again. */
	send_and_settle(&p.a, "idle\n");
	CU_ASSERT_EQUAL(p.a.len, 0);
	tear_down(&p);
}

static void
changes_accumulate_between_idles(void)
{
	struct pair p;

	set_up(&p, NULL);
	rig_ask(&p.b, "repeat 1\n");
	rig_ask(&p.b, "repeat 0\n");
	rig_ask(&p.b, "add a.wav\n");
	rig_ask(&p.b, "play\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle\n"),
		"changed: playlist\nchanged: player\nchanged: options\nOK\n");
	tear_down(&p);
}

static void
ones_own_changes_count(void)
{
	struct pair p;

	set_up(&p, NULL);
	rig_ask(&p.a, "repeat 1\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle\n"), "changed: options\nOK\n");
	tear_down(&p);
}

static void
only_the_subsystems_that_were_named(void)
{
	struct pair p;

	set_up(&p, NULL);
	send_and_settle(&p.a, "idle player mixer\n");
	rig_ask(&p.b, "repeat 1\n");
	CU_ASSERT_EQUAL(p.a.len, 0);
	rig_ask(&p.b, "add a.wav\n");
	rig_ask(&p.b, "play\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 1), "changed: player\nOK\n");
	/* A change in another subsystem is kept for a later idle. */
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle options\n"), "changed: options\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle nosuch\n"),
		"ACK [2@0] {idle} Unrecognized idle event: nosuch\n");
	send_and_settle(&p.a, "idle sticker message\n");
	CU_ASSERT_EQUAL(p.a.len, 0);
	tear_down(&p);
}

static void
noidle_ends_it(void)
{
	struct pair p;

	set_up(&p, NULL);
	send_and_settle(&p.a, "idle\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "noidle\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "ping\n"), "OK\n");
	rig_ask(&p.b, "repeat 1\n");
	/* Both at once, when a client changes its mind: one answer. */
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle\nnoidle\n"), "changed: options\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle\nnoidle\n"), "OK\n");
	/* noidle without idle has no answer. */
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "noidle\nping\n"), "OK\n");
	rig_settle(&p.r);
	CU_ASSERT_EQUAL(p.a.len, 0);
	tear_down(&p);
}

static void
nothing_but_noidle_while_idle(void)
{
	struct pair p;

	set_up(&p, NULL);
	send_and_settle(&p.a, "idle\n");
	rig_send(&p.a, "ping\n", 5);
	CU_ASSERT_STRING_EQUAL(
		rig_wait(&p.a, 2), "ACK [5@0] {} only noidle is allowed while idle\n");
	CU_ASSERT_TRUE(p.a.eof);
	tear_down(&p);
}

static void
every_kind_of_change(void)
{
	struct pair p;

	set_up(&p, NULL);
	rig_ask(&p.b, "add a.wav\n");
	rig_ask(&p.b, "save x\n");
	rig_ask(&p.b, "disableoutput 0\n");
	zc_server_changed(p.r.server, ZC_CHANGED_MIXER);
	rig_scan(&p.b);
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "idle\n"),
		"changed: database\nchanged: update\nchanged: stored_playlist\nchanged: "
		"playlist\n"
		"changed: player\nchanged: mixer\nchanged: output\nOK\n");
	tear_down(&p);
}

/* The time-out is for a client that sends nothing, not for one that waits in idle. */
static void
time_outs_spare_the_idle(void)
{
	static const char *const settings[] = { "connection_timeout_s=1", NULL };
	struct pair p;

	set_up(&p, settings);
	send_and_settle(&p.a, "idle\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.b, 1), "");
	CU_ASSERT_TRUE(p.b.eof);
	CU_ASSERT_FALSE(p.a.eof);
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "noidle\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 1), "");
	CU_ASSERT_TRUE(p.a.eof);
	tear_down(&p);
}

/* From one client to all that are subscribed; each reads its messages when it likes. */
static void
channels(void)
{
	static const struct rig_row errors[] = {
		{ "subscribe \"two words\"",
			"ACK [2@0] {subscribe} invalid channel name: two words" },
		{ "unsubscribe x", "ACK [50@0] {unsubscribe} not subscribed to x" },
		{ "sendmessage x y", "ACK [50@0] {sendmessage} nobody is subscribed to x" },
		{ "channels", "OK" },
		{ "readmessages", "OK" },
	};
	struct pair p;

	set_up(&p, NULL);
	RIG_TABLE(&p.r, true, errors);
	send_and_settle(&p.a, "idle\n");
	rig_ask(&p.b, "subscribe ratings\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 1), "changed: subscription\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.b, "subscribe ratings\n"),
		"ACK [56@0] {subscribe} already subscribed to ratings\n");
	rig_ask(&p.b, "subscribe other\n");
	rig_ask(&p.a, "subscribe other\n");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&p.a, "channels\n"), "channel: ratings\nchannel: other\nOK\n");

	rig_ask(&p.b, "idle subscription\n");
	send_and_settle(&p.b, "idle message\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "sendmessage ratings \"a b\"\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.b, 1), "changed: message\nOK\n");
	rig_ask(&p.a, "sendmessage other c\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.b, "readmessages\n"),
		"channel: ratings\nmessage: a b\nchannel: other\nmessage: c\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.b, "readmessages\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&p.a, "readmessages\n"), "channel: other\nmessage: c\nOK\n");

	rig_ask(&p.b, "unsubscribe other\n");
	rig_ask(&p.a, "idle subscription\n");
	send_and_settle(&p.a, "idle subscription\n");
	rig_disconnect(&p.b);
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 1), "changed: subscription\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "channels\n"), "channel: other\nOK\n");
	rig_connect(&p.r, &p.b, true);
	tear_down(&p);
}

/* A client that never reads its messages loses the newest ones; the daemon's memory is bounded. */
static void
full_inbox(void)
{
	char message[4096];
	struct pair p;

	set_up(&p, NULL);
	rig_ask(&p.b, "subscribe x\n");
	memcpy(message, "sendmessage x ", 14);
	memset(message + 14, 'y', sizeof(message) - 16);
	strcpy(message + sizeof(message) - 2, "\n");
	for (int i = 0; i < 100; i++)
		CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, message), "OK\n");
	CU_ASSERT(strlen(rig_ask(&p.b, "readmessages\n")) <= 65536 + 3);
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.a, "sendmessage x y\n"), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&p.b, "readmessages\n"), "channel: x\nmessage: y\nOK\n");
	tear_down(&p);
}

/* Sends as many commands as the server executes for one client in a turn, the last one `idle`;
 * the rest stays in the client's input buffer. */
static void
send_a_turn_and_more(struct rig_client *c, const char *idle, const char *more)
{
	char text[1024] = "";

	for (int i = 0; i < 63; i++)
		strcat(text, "ping\n");
	strcat(strcat(text, idle), more);
	rig_send(c, text, strlen(text));
}

static int changes;
static bool random_at_first_report;

static void
note_random(struct rig *r)
{
	if (!changes++)
		random_at_first_report = zc_queue_options(r->queue)->random;
}

/* In one turn of the loop: A enters idle with a command still in its buffer, B hangs up in idle, C
 * makes a change that both wait for. A's command must not run before all clients were notified,
 * since it notifies B again, and writing to B ends it. */
static void
a_notified_client_runs_nothing_yet(void)
{
	struct rig_client c;
	struct pair p;
	const char *text;

	rig_start(&p.r, NULL);
	rig_connect(&p.r, &p.b, true);
	rig_connect(&p.r, &p.a, true);
	rig_connect(&p.r, &c, true);
	changes = 0;
	p.r.on_change = note_random;
	send_and_settle(&p.b, "idle options\n");
	send_a_turn_and_more(&p.a, "idle options\n", "random 1\n");
	rig_send(&c, "repeat 1\n", 9);
	rig_disconnect(&p.b);
	CU_ASSERT_STRING_EQUAL(rig_wait(&c, 1), "OK\n");
	text = rig_wait(&p.a, 65);
	CU_ASSERT_STRING_EQUAL(text + 63 * 3, "changed: options\nOK\nOK\n");
	CU_ASSERT_EQUAL(changes, 2);
	CU_ASSERT_FALSE(random_at_first_report);
	rig_settle(&p.r);
	rig_connect(&p.r, &p.b, true);
	rig_disconnect(&c);
	tear_down(&p);
}

/* The same for messages: A's own, sent once it is notified of C's, must come after C's. */
static void
a_messaged_client_runs_nothing_yet(void)
{
	struct rig_client c, reader;
	struct pair p;

	rig_start(&p.r, NULL);
	rig_connect(&p.r, &p.b, true);
	rig_connect(&p.r, &reader, true);
	rig_connect(&p.r, &p.a, true);
	rig_connect(&p.r, &c, true);
	rig_ask(&reader, "subscribe x\n");
	rig_ask(&p.a, "subscribe x\n");
	rig_ask(&p.b, "subscribe x\n");
	rig_ask(&p.b, "idle subscription\n");
	send_and_settle(&p.b, "idle message\n");
	send_a_turn_and_more(&p.a, "idle message\n", "sendmessage x second\n");
	rig_send(&c, "sendmessage x first\n", 20);
	rig_disconnect(&p.b);
	CU_ASSERT_STRING_EQUAL(rig_wait(&c, 1), "OK\n");
	CU_ASSERT_STRING_EQUAL(rig_wait(&p.a, 65) + 63 * 3, "changed: message\nOK\nOK\n");
	CU_ASSERT_STRING_EQUAL(rig_ask(&reader, "readmessages\n"),
		"channel: x\nmessage: first\nchannel: x\nmessage: second\nOK\n");
	rig_connect(&p.r, &p.b, true);
	rig_disconnect(&c);
	rig_disconnect(&reader);
	tear_down(&p);
}

ZC_UNIT_MAIN("idle", { "idle waits for a change", idle_waits_for_a_change },
	{ "changes accumulate between idles", changes_accumulate_between_idles },
	{ "one's own changes count", ones_own_changes_count },
	{ "only the subsystems that were named", only_the_subsystems_that_were_named },
	{ "noidle ends it", noidle_ends_it },
	{ "nothing but noidle while idle", nothing_but_noidle_while_idle },
	{ "every kind of change", every_kind_of_change },
	{ "time-outs spare the idle", time_outs_spare_the_idle }, { "channels", channels },
	{ "a full inbox", full_inbox },
	{ "a notified client runs nothing yet", a_notified_client_runs_nothing_yet },
	{ "a messaged client runs nothing yet", a_messaged_client_runs_nothing_yet })
