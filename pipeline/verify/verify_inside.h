/* The verifier's two sides: what the outside hands to the thread and gets back, by mailboxes,
 * so that nobody waits for a thread that may not run for long. Only verify*.c may include this.
 */
#ifndef ZC_VERIFY_INSIDE_H
#define ZC_VERIFY_INSIDE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "pipeline/base/mbox.h"
#include "pipeline/verify.h"
#include "pipeline/verify/verify_case.h"
#include "pipeline/verify/verify_ring.h"

/* Receipts that were not taken yet, at most; rings that were not let go, at most. */
#define ZC_VERIFY_CASES_MAX 100u
#define ZC_VERIFY_RINGS_MAX 16u
/* Mailboxes, in powers of two. A message that found no room would be a receipt that never
 * comes, so both hold all that can be under way: two messages for each receipt, one for each
 * ring. */
#define ZC_VERIFY_TODO_MAX 256u
#define ZC_VERIFY_DONE_MAX 128u
_Static_assert(
	2 * ZC_VERIFY_CASES_MAX + ZC_VERIFY_RINGS_MAX <= ZC_VERIFY_TODO_MAX, "always room");
_Static_assert(ZC_VERIFY_CASES_MAX <= ZC_VERIFY_DONE_MAX, "always room");

/* A ring, and what of it is not its own affair. */
struct zc_reading {
	struct zc_verify_ring ring; /* first: the sink's `follow` is its first */
	const char *fault; /* constant: why it holds nothing to compare; NULL: it does */
	_Atomic uint32_t holders; /* its sink and the verifier: the last to drop it frees it */
};

struct zc_verify_todo {
	struct zc_reading *reading; /* new; or NULL */
	struct zc_case *expect; /* new, the thread's from here on; or NULL */
	uint64_t end_id; /* the track came back; or 0 */
	int result;
	uint64_t frame;
};

struct zc_verify {
	pthread_t thread;
	int bell_fd; /* owned; rung for the thread */
	int done_fd; /* owned; rung by it */
	_Atomic bool quit;
	sem_t end; /* posted when the thread ends */
	struct zc_mbox todo, done;
	uint32_t out; /* receipts under way; the outside's */
	_Atomic uint32_t readings; /* rings under way */
	struct zc_reading *reading; /* list, owned by the thread while it runs */
	struct zc_reading *arrived; /* likewise; not yet read */
	struct zc_case *cases; /* likewise */
	uint8_t want[ZC_VERIFY_COPY_BYTES]; /* the thread's: what a file says */
	struct zc_verify_todo todo_slots[ZC_VERIFY_TODO_MAX];
	struct zc_case *done_slots[ZC_VERIFY_DONE_MAX];
};

/* One holder drops it; the other thread may do so at the same moment. */
void zc_reading_drop(struct zc_reading *r);

/* The thread. */
void *zc_verify_main(void *arg);

#endif
