/* A job for the filler, and its answer, passed by value. The memory and the source of a job are
 * lent to the filler until it answers. */
#ifndef ZC_JOB_H
#define ZC_JOB_H

#include <stdbool.h>
#include <stdint.h>

struct zc_source;

enum zc_job_kind {
	ZC_JOB_BYTES, /* payload bytes into dst: staged, edges */
	ZC_JOB_FRAMES, /* decoded frames into dst */
	ZC_JOB_SILENCE, /* bytes of silence (0x80 for U8) into dst */
	ZC_JOB_FADE /* frames at dst ramped linearly to silence, in the format of src->fmt */
};

struct zc_job {
	enum zc_job_kind kind;
	bool notify; /* wake the engine when done; else it finds the answer at its next wake-up */
	uint32_t tag; /* of the engine, returned in the answer */
	struct zc_source *src; /* lent; NULL for SILENCE */
	uint8_t *dst; /* lent; contiguous */
	uint64_t first; /* BYTES: byte of the payload; FRAMES: frame */
	uint32_t len; /* BYTES, SILENCE: bytes; FRAMES, FADE: frames */
	uint8_t silence; /* SILENCE: the byte to write */
};

struct zc_job_done {
	uint32_t tag;
	int error; /* -errno, if that is why result is short; 0: the stream ends there */
	int64_t result; /* bytes or frames done, fewer than len only at an end or an error; -errno
			   if that is none */
};

#define ZC_JOBS_MAX 128

#endif
