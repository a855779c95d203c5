/* How a track's samples get into the ring, and why. Pure values, any thread. */
#ifndef ZC_PATH_H
#define ZC_PATH_H

enum zc_path {
	ZC_PATH_NONE,
	ZC_PATH_DIRECT, /* O_DIRECT read straight into the ring */
	ZC_PATH_STAGED, /* O_DIRECT read into a pinned buffer, one copy into the ring */
	ZC_PATH_DECODED, /* decoded or repacked into the ring */
	ZC_PATH_COUNT
};

enum zc_reason {
	ZC_REASON_NONE,
	ZC_REASON_DIRECT_FIXED, /* ring registered as fixed buffer; arg: memory alignment */
	ZC_REASON_DIRECT_READ, /* ring pinned at each read; arg: memory alignment */
	ZC_REASON_NOT_PINNABLE, /* arg: errno of the probe */
	ZC_REASON_RING_ALIASED, /* snd-dummy: every page is the same page */
	ZC_REASON_RING_BLOCKS, /* ring is not whole blocks, or too few of them; arg: block size */
	ZC_REASON_PHASE_FILE, /* no lead-in brings the file in phase with the blocks; arg: offset */
	ZC_REASON_PHASE_JOINT, /* out of phase behind the track before; arg: memory alignment */
	ZC_REASON_NO_URING, /* arg: errno of io_uring_setup */
	ZC_REASON_NO_ODIRECT, /* the file system refuses O_DIRECT; arg: errno */
	ZC_REASON_READ_FAILED, /* a direct read failed in the middle; arg: errno */
	ZC_REASON_CONFIG, /* the configuration allows no better path */
	ZC_REASON_CODEC, /* compressed; the format's name is in the track */
	ZC_REASON_WIDENED, /* the device's sample container differs; arg: enum zc_sample */
	ZC_REASON_BYTE_ORDER, /* big-endian file */
	ZC_REASON_FLOAT, /* float samples, integer device: not bit-exact */
	ZC_REASON_COUNT
};

/* "direct", "staged", "decoded", "none". */
const char *zc_path_name(enum zc_path p);
/* A stable word for programs, such as "ring-not-pinnable". */
const char *zc_reason_code(enum zc_reason r);
#define ZC_REASON_TEXT_MAX 128
/* Writes a line for people, such as "ring not pinnable (EFAULT: ...)", into buf; returns buf. codec
 * may be NULL where the reason does not need it. */
char *zc_reason_text(enum zc_reason r, int arg, const char *codec, char *buf);

#endif
