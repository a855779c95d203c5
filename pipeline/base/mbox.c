#include "pipeline/base/mbox.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

void
zc_mbox_init(struct zc_mbox *m, void *slots, uint32_t slot_bytes, uint32_t count)
{
	atomic_init(&m->put, 0);
	atomic_init(&m->got, 0);
	m->mask = count - 1;
	m->slot_bytes = slot_bytes;
	m->slots = slots;
}

int
zc_mbox_put(struct zc_mbox *m, const void *msg)
{
	uint32_t put = atomic_load_explicit(&m->put, memory_order_relaxed);

	if (put - atomic_load_explicit(&m->got, memory_order_acquire) > m->mask)
		return -EAGAIN;
	memcpy(m->slots + (size_t)(put & m->mask) * m->slot_bytes, msg, m->slot_bytes);
	atomic_store_explicit(&m->put, put + 1, memory_order_release);
	return 0;
}

uint32_t
zc_mbox_room(const struct zc_mbox *m)
{
	return m->mask + 1 -
	       (atomic_load_explicit(&m->put, memory_order_relaxed) -
		       atomic_load_explicit(&m->got, memory_order_acquire));
}

int
zc_mbox_get(struct zc_mbox *m, void *msg)
{
	uint32_t got = atomic_load_explicit(&m->got, memory_order_relaxed);

	if (got == atomic_load_explicit(&m->put, memory_order_acquire))
		return 0;
	memcpy(msg, m->slots + (size_t)(got & m->mask) * m->slot_bytes, m->slot_bytes);
	atomic_store_explicit(&m->got, got + 1, memory_order_release);
	return 1;
}

void
zc_bell_ring(int event_fd)
{
	uint64_t one = 1;

	/* Fails only when the count is at its limit, and then the reader is awake already. */
	if (write(event_fd, &one, sizeof(one)) < 0)
		return;
}

void
zc_bell_clear(int event_fd)
{
	uint64_t count;

	if (read(event_fd, &count, sizeof(count)) < 0)
		return;
}
