/* Read-ahead: a window of a few blocks over the file, the next ones in flight while the reader
 * consumes the first. A reader that jumps gets a piece of a block, which doubles as it reads
 * on, so that a look at a header or at the end of a file costs no whole block. One thread at a
 * time.
 */
#include "pipeline/source/readahead.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/readahead_blocks.h"

#define DEFAULT_BYTES (1u << 20)
#define BLOCK_MAX (64u << 20)
/* This much in sequence is taken for a reader that goes on. */
#define STREAK_BYTES 65536u
/* Read at a jump, at least: headers are shorter, most of them. */
#define PIECE_BYTES 16384u

struct zc_readahead {
	struct zc_blocks blocks;
	uint64_t current; /* number of the block read last: the window begins there */
	uint64_t next_off; /* where the last read ended */
	uint64_t streak_bytes; /* read in sequence up to there */
};

/* The asked-for total split over the blocks, in whole units. */
static uint32_t
block_bytes_for(uint32_t total)
{
	uint32_t units = total / (ZC_BLOCKS * ZC_BLOCK_UNIT);

	if (total % (ZC_BLOCKS * ZC_BLOCK_UNIT))
		units++;
	return units < BLOCK_MAX / ZC_BLOCK_UNIT ? units * ZC_BLOCK_UNIT : BLOCK_MAX;
}

struct zc_readahead *
zc_readahead_new(
	const struct zc_file *file, const struct zc_readahead_conf *conf, struct zc_err *err)
{
	struct zc_readahead *ra = calloc(1, sizeof(*ra));
	uint32_t bytes = block_bytes_for(conf->bytes ? conf->bytes : DEFAULT_BYTES);

	if (!ra) {
		zc_fail(err, -ENOMEM, "no memory for read-ahead");
		return NULL;
	}
	if (zc_blocks_init(&ra->blocks, file, bytes, conf->no_uring, err) < 0) {
		zc_readahead_free(ra);
		return NULL;
	}
	return ra;
}

void
zc_readahead_free(struct zc_readahead *ra)
{
	if (!ra)
		return;
	zc_blocks_release(&ra->blocks);
	free(ra);
}

void
zc_readahead_hold(struct zc_readahead *ra)
{
	zc_blocks_hold(&ra->blocks);
}

static struct zc_block *
find(struct zc_readahead *ra, uint64_t number)
{
	for (uint32_t i = 0; i < ZC_BLOCKS; i++) {
		struct zc_block *b = &ra->blocks.block[i];

		if (b->state != ZC_BLOCK_EMPTY && b->number == number)
			return b;
	}
	return NULL;
}

static bool
in_window(const struct zc_readahead *ra, uint64_t number)
{
	return number >= ra->current && number < ra->current + ZC_BLOCKS;
}

/* An empty one, or one whose content the window does not want; NULL where it wants all or they
 * are in flight. Empty ones first: the head of a file is asked for again after a look at its
 * end. */
static struct zc_block *
spare(struct zc_readahead *ra)
{
	struct zc_block *unwanted = NULL;

	for (uint32_t i = 0; i < ZC_BLOCKS; i++) {
		struct zc_block *b = &ra->blocks.block[i];

		if (b->state == ZC_BLOCK_EMPTY)
			return b;
		if (!unwanted && b->state == ZC_BLOCK_READY && !in_window(ra, b->number))
			unwanted = b;
	}
	return unwanted;
}

static uint32_t
min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The end of what is in buf and stays there. */
static uint32_t
end_of(const struct zc_block *b)
{
	return b->state == ZC_BLOCK_BUSY ? b->at : b->got;
}

/* All that was asked for is there, and there is more in the block. */
static bool
can_grow(const struct zc_readahead *ra, const struct zc_block *b)
{
	return b->state == ZC_BLOCK_READY && b->got >= b->to &&
	       b->to < zc_blocks_payload(&ra->blocks, b->number);
}

/* What is to be read for a reader that wants bytes [in, end) of a block. */
static void
set_piece(const struct zc_readahead *ra, struct zc_block *b, uint32_t in, uint32_t end)
{
	uint32_t unit = ra->blocks.file->off_align;

	if (unit < PIECE_BYTES)
		unit = PIECE_BYTES;
	b->from = b->at = in / unit * unit;
	b->to = ra->blocks.block_bytes;
	if (ra->streak_bytes < STREAK_BYTES)
		b->to = min_u32((end + unit - 1) / unit * unit, b->to);
}

/* More of a block that can grow: as much again as it has, or all where the reader goes on. */
static void
set_growth(const struct zc_readahead *ra, struct zc_block *b, uint32_t end)
{
	uint32_t length = b->to - b->from;

	b->at = b->to;
	b->to = ra->blocks.block_bytes;
	if (ra->streak_bytes < STREAK_BYTES && b->at + length > end)
		b->to = min_u32(b->to, b->at + length);
}

void
zc_readahead_kick(struct zc_readahead *ra, bool always)
{
	struct zc_block *which[ZC_BLOCKS];
	struct zc_block *b;
	uint32_t n = 0;

	if (!zc_blocks_async(&ra->blocks) || (!always && ra->streak_bytes < STREAK_BYTES))
		return;
	zc_blocks_hold(&ra->blocks);
	zc_blocks_reap(&ra->blocks);
	/* Reaping may have met a refusal. */
	if (!zc_blocks_async(&ra->blocks))
		return;
	for (uint64_t number = ra->current; in_window(ra, number); number++) {
		if (!zc_blocks_payload(&ra->blocks, number))
			continue;
		b = find(ra, number);
		if (b && !can_grow(ra, b))
			continue;
		if (b)
			b->at = b->to;
		else if ((b = spare(ra)))
			b->from = b->at = 0;
		else
			break;
		b->to = ra->blocks.block_bytes;
		b->number = number;
		b->state = ZC_BLOCK_BUSY;
		which[n++] = b;
	}
	if (n > 0)
		zc_blocks_start(&ra->blocks, which, n);
}

static void
read_block(struct zc_readahead *ra, struct zc_block *b, uint64_t number)
{
	b->state = ZC_BLOCK_EMPTY;
	b->number = number;
	if (zc_blocks_async(&ra->blocks) && zc_blocks_whole(&ra->blocks, b))
		zc_blocks_start(&ra->blocks, &b, 1);
	if (b->state == ZC_BLOCK_EMPTY)
		zc_blocks_fill(&ra->blocks, b);
}

/* The block with byte `in` of it there, or with the reason why it is not: an error, or the
 * file's end. NULL and *r where waiting failed. */
static struct zc_block *
fetch(struct zc_readahead *ra, uint64_t number, uint32_t in, uint32_t end, int *r)
{
	bool onward = number == ra->current + 1;
	struct zc_block *b;

	ra->current = number;
	if (onward)
		zc_readahead_kick(ra, false);
	for (;;) {
		b = find(ra, number);
		if (b && b->from <= in && in < end_of(b))
			return b;
		if (b && b->state == ZC_BLOCK_READY) {
			/* An error, or the file became shorter. */
			if (b->from <= in && in < b->to)
				return b;
			if (b->from <= in && in == b->to && can_grow(ra, b))
				set_growth(ra, b, end);
			else
				set_piece(ra, b, in, end);
			read_block(ra, b, number);
		} else if (!b && (b = spare(ra))) {
			set_piece(ra, b, in, end);
			read_block(ra, b, number);
		} else if ((*r = zc_blocks_wait(&ra->blocks)) < 0) {
			return NULL;
		}
	}
}

int64_t
zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len)
{
	uint32_t block_bytes = ra->blocks.block_bytes;
	uint8_t *out = dst;
	uint64_t in, there;
	struct zc_block *b;
	int r = 0;

	if (off != ra->next_off)
		ra->streak_bytes = 0;
	while (len > 0 && off < ra->blocks.file->bytes) {
		in = off % block_bytes;
		b = fetch(ra, off / block_bytes, (uint32_t)in,
			(uint32_t)(len < block_bytes - in ? in + len : block_bytes), &r);
		if (!b)
			break;
		if (in >= end_of(b) && b->error) {
			r = b->error;
			/* Asked for again, it is tried again. */
			b->state = ZC_BLOCK_EMPTY;
			break;
		}
		/* No more than there was at open: the unit may reach past it. */
		there = zc_blocks_payload(&ra->blocks, b->number);
		if (end_of(b) < there)
			there = end_of(b);
		if (in >= there)
			break;
		there = there - in < len ? there - in : len;
		memcpy(out, b->buf + in, there);
		out += there;
		off += there;
		len -= there;
		ra->streak_bytes += there;
	}
	ra->next_off = off;
	if (out == (uint8_t *)dst && r < 0)
		return r;
	return out - (uint8_t *)dst;
}

enum zc_rung
zc_readahead_rung(const struct zc_readahead *ra, int *why)
{
	*why = ra->blocks.why;
	return ra->blocks.rung;
}
