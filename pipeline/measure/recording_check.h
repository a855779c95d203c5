/* What the writer and the reader of recordings compute alike. */
#ifndef ZC_RECORDING_CHECK_H
#define ZC_RECORDING_CHECK_H

#include <zlib.h>

#include "pipeline/recording.h"

/* Payloads begin and end at multiples of it, so that records can be used where they lie. */
#define ZC_RECORDING_ALIGN 8u

static inline size_t
zc_recording_fill(uint64_t bytes)
{
	return (size_t)(-bytes % ZC_RECORDING_ALIGN);
}

static inline uint32_t
zc_recording_check(uint32_t check, const void *data, size_t bytes)
{
	return bytes ? (uint32_t)crc32(check, data, (uInt)bytes) : check;
}

/* Over what stands in the chunk's head beside the check itself. */
static inline uint32_t
zc_recording_check_head(const struct zc_recording_chunk_head *head)
{
	return zc_recording_check(zc_recording_check(0, &head->type, sizeof(head->type)),
		&head->bytes, sizeof(head->bytes));
}

#endif
