/* The interface of sources: a track as the engine and the filler see it.
 *
 * The engine reads the plain fields and hands spans of the ring either to the disk
 * (source_direct) or, as a job, to the filler, which calls the feed. The struct is part of its
 * zc_track. While the engine owns the track only the filler uses `feed`; before and after, the
 * thread that owns the track. */
#ifndef ZC_SOURCE_H
#define ZC_SOURCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/fmt.h"
#include "pipeline/path.h"

struct zc_feed;

struct zc_feed_ops {
	/* Copies payload bytes [first_byte, first_byte + len) into dst, for staged tracks and
	 * edges; the file offset is source.data_offset + first_byte. Returns the number of
	 * bytes, or -errno. After fewer than len the next call returns the reason: 0 at the end
	 * of the file, or -errno. Filler thread; blocks on the disk. */
	int64_t (*bytes)(struct zc_feed *feed, uint64_t first_byte, void *dst, size_t len);
	/* Decodes n frames from first_frame on, in the device's format, into dst, and seeks if
	 * first_frame is not the next one. Returns the number of frames, or -errno. After fewer
	 * than n the next call returns the reason: 0 at the end of the stream, or -errno. Filler
	 * thread; blocks on the disk. */
	int64_t (*frames)(struct zc_feed *feed, uint64_t first_frame, void *dst, uint32_t n);
	/* Starts reading ahead of the last call, when the filler has nothing else to do. Does
	 * not wait for the disk. May be NULL. */
	void (*idle)(struct zc_feed *feed);
	/* Frees the feed. The track's owner. */
	void (*free)(struct zc_feed *feed);
};

struct zc_feed {
	const struct zc_feed_ops *ops;
};

/* Counters of one track. The engine writes; others read relaxed copies, which are exact once the
 * track came back. bytes_direct + bytes_copied + bytes_decoded is the payload that was filled.
 */
struct zc_track_stat {
	_Atomic uint64_t bytes_direct;
	_Atomic uint64_t bytes_copied;
	_Atomic uint64_t bytes_decoded;
	_Atomic uint32_t path; /* enum zc_path, in use */
	_Atomic uint32_t reason; /* enum zc_reason */
	_Atomic int reason_arg;
	_Atomic uint32_t xruns;
	/* Silence in front of the track that aligns it with the disk's blocks. */
	_Atomic uint32_t lead_in_frames;
};

struct zc_source {
	uint64_t id; /* never 0 */
	struct zc_fmt fmt; /* of the device and of the ring */
	uint32_t frame_bytes; /* of fmt */
	uint64_t frames; /* the length that the file promises */

	/* The best path that the file allows; the engine may step down from it. */
	enum zc_path plan;
	enum zc_reason reason; /* why not direct; ZC_REASON_NONE if plan is direct */
	int reason_arg;

	/* Direct and staged only: the file's payload is byte for byte what the device takes. */
	int direct_fd; /* O_DIRECT, owned by the track; -1 unless plan is direct */
	uint64_t data_offset; /* bytes from the start of the file to frame 0 */
	uint32_t mem_align; /* O_DIRECT: of the address, a power of two */
	uint32_t off_align; /* O_DIRECT: of file offset and length, a power of two */

	struct zc_feed *feed; /* owned by the track */
	struct zc_track_stat stat;
};

#endif
