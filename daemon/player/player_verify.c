/* The verifier on the loop. Control thread. */
#include "daemon/player/player_verify.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"

/* How long to wait for receipts, all of them together, when the daemon stops. */
#define FREE_WAIT_MS 1000
#define NS_PER_MS INT64_C(1000000)

static bool
collect_receipts(struct zc_player *p)
{
	struct zc_receipt receipt;
	bool any = false;

	while (zc_verify_take(p->receipts.verify, &receipt)) {
		zc_report_receipt(p->report, &receipt);
		p->receipts.count[receipt.state]++;
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
	if (!collect_receipts(p))
		return;
	zc_player_mark(p, ZC_CHANGED_PLAYER);
	zc_player_report_changes(p);
}

static int
start(struct zc_player *p, struct zc_err *err)
{
	if (p->receipts.verify)
		return 0;
	p->receipts.verify = zc_verify_new(err);
	if (!p->receipts.verify)
		return err->code;
	p->receipts.watch = zc_watch_add(
		p->loop, zc_verify_fd(p->receipts.verify), EPOLLIN, receipts_ready, p);
	if (p->receipts.watch)
		return 0;
	zc_verify_free(p->receipts.verify);
	p->receipts.verify = NULL;
	return zc_fail(err, -ENOMEM, "no memory for the verifier");
}

void
zc_player_verify_sink(struct zc_player *p, struct zc_sink *sink)
{
	struct zc_err err;
	int r;

	p->receipts.following = false;
	if (!p->conf.verify)
		return;
	r = start(p, &err);
	if (!r) {
		r = zc_verify_follow(p->receipts.verify, sink);
		if (r)
			zc_fail(&err, r, "the verifier: %s", strerror(-r));
	}
	p->receipts.following = !r;
	if (r)
		zc_log(ZC_LOG_WARNING,
			"%s; what is played is not verified until the device is opened again",
			err.text);
}

void
zc_player_verify_begin(struct zc_player *p, struct zc_item *item)
{
	int r;

	if (!p->receipts.following || item->awaits_receipt)
		return;
	r = zc_verify_expect(p->receipts.verify, &item->info, item->path);
	item->awaits_receipt = !r;
	if (!r)
		item->record.receipt = (struct zc_receipt){ .track_id = item->track_id,
			.state = ZC_VERIFY_PENDING,
			.text = "not finished yet" };
	else
		zc_log(ZC_LOG_WARNING, "%s is not verified: %s", item->record.uri,
			strerror(-r));
}

void
zc_player_verify_end(struct zc_player *p, struct zc_item *item, int result, uint64_t frame)
{
	if (!item->awaits_receipt)
		return;
	item->awaits_receipt = false;
	zc_verify_end(p->receipts.verify, item->track_id, result, frame);
}

static void
wait_for_receipts(struct zc_player *p)
{
	struct pollfd fd = { .fd = zc_verify_fd(p->receipts.verify), .events = POLLIN };
	int64_t until_ns = zc_loop_now_ns() + FREE_WAIT_MS * NS_PER_MS;

	while (zc_report_pending(p->report)) {
		int64_t left_ms = (until_ns - zc_loop_now_ns()) / NS_PER_MS;
		int n = left_ms > 0 ? poll(&fd, 1, (int)left_ms) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		collect_receipts(p);
	}
}

void
zc_player_verify_free(struct zc_player *p)
{
	if (!p->receipts.verify)
		return;
	wait_for_receipts(p);
	zc_report_give_up(p->report);
	zc_watch_del(p->receipts.watch);
	zc_verify_free(p->receipts.verify);
}
