/* The blocks of a file in memory, and the ways they come in. Only readahead*.c may include
 * this. One thread at a time. */
#ifndef ZC_READAHEAD_BLOCKS_H
#define ZC_READAHEAD_BLOCKS_H

#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/base/file.h"
#include "pipeline/source/readahead.h"

#define ZC_BLOCKS 4u
/* A block is a multiple of this, which is one of every alignment that zc_file_open lets
 * through. */
#define ZC_BLOCK_UNIT 65536u

enum zc_block_state { ZC_BLOCK_EMPTY, ZC_BLOCK_BUSY, ZC_BLOCK_READY };

/* A piece of it, at first, that grows to its end: bytes [from, to) of the block are or will be
 * in the same bytes of buf. */
struct zc_block {
	enum zc_block_state state;
	uint64_t number; /* of the file; BUSY, READY */
	uint32_t from, to; /* of the block, whole units of the file's alignment */
	uint32_t at; /* BUSY: where the read in flight begins; what is before stays as it is */
	uint32_t got; /* READY: where in buf the bytes end */
	int error; /* READY: -errno where they end for that reason, else 0 */
	uint8_t *buf; /* lent by zc_blocks.buf */
};

struct zc_blocks {
	const struct zc_file *file; /* lent until release */
	int buffered_fd; /* owned; -1, or what reads where file->fd no longer does */
	enum zc_rung rung;
	int why; /* not the rung above, a positive errno */
	bool have_ring;
	struct io_uring ring;
	uint8_t *buf; /* owned mapping of ZC_BLOCKS blocks */
	bool held; /* buf is locked, and registered where the rung says so */
	uint32_t block_bytes;
	uint32_t busy; /* blocks in flight */
	struct zc_block block[ZC_BLOCKS];
};

/* 0 or -ENOMEM with text. Releases nothing by itself. */
int zc_blocks_init(struct zc_blocks *b, const struct zc_file *file, uint32_t block_bytes,
	bool no_uring, struct zc_err *err);
/* Locks the buffers, all of them, and registers them: not before somebody reads on, since it
 * takes longer than opening a file. */
void zc_blocks_hold(struct zc_blocks *b);
/* Waits for reads in flight. Also after a failed init. */
void zc_blocks_release(struct zc_blocks *b);

/* How many bytes of the block the file has, as it was opened. */
uint32_t zc_blocks_payload(const struct zc_blocks *b, uint64_t number);

/* True where [at, to) of the block ends at a whole unit, not at the end of a file in the midst
 * of one. */
bool zc_blocks_whole(const struct zc_blocks *b, const struct zc_block *which);

/* True while reads can be started without waiting for them. */
bool zc_blocks_async(const struct zc_blocks *b);
/* Starts reading [at, to) of the blocks that are named in ->number; those it cannot start are
 * EMPTY after it. */
void zc_blocks_start(struct zc_blocks *b, struct zc_block **which, uint32_t n);
/* Reads [at, to) of the block named in ->number and waits for it: READY. */
void zc_blocks_fill(struct zc_blocks *b, struct zc_block *which);
/* Takes completions that are there. */
void zc_blocks_reap(struct zc_blocks *b);
/* Waits for one completion; 0 or -errno where that cannot be done. */
int zc_blocks_wait(struct zc_blocks *b);

#endif
