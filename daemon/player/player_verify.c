/* Receipts for what was played, where the configuration asks for them: the verifier is started
 * with the first device that is opened then. A track's record is kept at once; its receipt is
 * put in when it comes, since the verifier is slow where the machine is busy. Control thread.
 */
#include "daemon/player/player_state.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"

/* How long receipts are waited for when the daemon stops. */
#define FREE_WAIT_MS 1000

static bool
take_receipts(struct zc_player *p)
{
	struct zc_receipt receipt;
	bool any = false;

	while (zc_verify_take(p->verify, &receipt)) {
		zc_report_receipt(p->report, &receipt);
		p->receipts[receipt.state]++;
		any = true;
	}
	return any;
}

static void
receipts_ready(void *ctx, int fd, uint32_t events)
{
	struct zc_player *p = ctx;

	(void)fd;
	(void)events;
	if (!take_receipts(p))
		return;
	zc_player_say(p, ZC_CHANGED_PLAYER);
	zc_player_advance(p);
}

static int
start(struct zc_player *p, struct zc_err *err)
{
	if (p->verify)
		return 0;
	p->verify = zc_verify_new(err);
	if (!p->verify)
		return err->code;
	p->verify_watch =
		zc_watch_add(p->loop, zc_verify_fd(p->verify), EPOLLIN, receipts_ready, p);
	if (p->verify_watch)
		return 0;
	zc_verify_free(p->verify);
	p->verify = NULL;
	return zc_fail(err, -ENOMEM, "no memory for the verifier");
}

void
zc_player_follow(struct zc_player *p, struct zc_sink *sink)
{
	struct zc_err err;
	int r;

	p->followed = false;
	if (!p->conf.verify)
		return;
	r = start(p, &err);
	if (!r) {
		r = zc_verify_follow(p->verify, sink);
		if (r)
			zc_fail(&err, r, "the verifier: %s", strerror(-r));
	}
	p->followed = !r;
	if (r)
		zc_log(ZC_LOG_WARNING,
			"%s; what is played is not verified until the device is opened again",
			err.text);
}

void
zc_player_expect(struct zc_player *p, struct zc_item *item)
{
	int r;

	if (!p->followed || item->expected)
		return;
	r = zc_verify_expect(p->verify, &item->info, item->path);
	item->expected = !r;
	if (!r)
		item->played.receipt = (struct zc_receipt){ .track_id = item->track_id,
			.state = ZC_VERIFY_PENDING,
			.text = "not finished yet" };
	else
		zc_log(ZC_LOG_WARNING, "%s is not verified: %s", item->played.uri,
			strerror(-r));
}

void
zc_player_expected_over(struct zc_player *p, struct zc_item *item, int result, uint64_t frame)
{
	if (!item->expected)
		return;
	item->expected = false;
	zc_verify_end(p->verify, item->track_id, result, frame);
}

void
zc_player_verify_free(struct zc_player *p)
{
	struct pollfd fd;

	if (!p->verify)
		return;
	fd = (struct pollfd){ .fd = zc_verify_fd(p->verify), .events = POLLIN };
	while (zc_report_pending(p->report) && poll(&fd, 1, FREE_WAIT_MS) > 0)
		take_receipts(p);
	zc_report_give_up(p->report);
	zc_watch_del(p->verify_watch);
	zc_verify_free(p->verify);
}
