/* Whether a disk can read into this ring. Only a real read into the real ring can tell. Set-up
 * thread, before the engine has the sink. */
#include "pipeline/device.h"

#include <errno.h>
#include <liburing.h>
#include <string.h>

#include "pipeline/sink/probe_read.h"

void
zc_sink_probe_pin(struct zc_sink *s, int direct_fd, uint32_t off_align)
{
	uint8_t silence = s->fmt.sample == ZC_U8 ? 0x80 : 0;
	struct io_uring ring;
	int ret;

	if (s->pin_probed || direct_fd < 0)
		return;
	if (off_align > s->ring_bytes) {
		s->pin_probed = true;
		s->pin_errno = EINVAL;
		return;
	}
	ret = io_uring_queue_init(1, &ring, 0);
	if (ret < 0)
		return; /* no property of the ring; the engine reports it */
	ret = zc_probe_read(&ring, direct_fd, s->ring, off_align, false);
	io_uring_queue_exit(&ring);
	memset(s->ring, silence, off_align);
	/* A failing disk says nothing about the ring. If it keeps failing the engine steps down. */
	s->pin_errno = ret == -EFAULT || ret == -EINVAL || ret == -EOPNOTSUPP ? -ret : 0;
	s->pin_probed = ret != -EIO;
}
