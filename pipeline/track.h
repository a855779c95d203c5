/* A track: a file opened, probed and ready to be played on a device.
 * Opened and closed on the loader thread (or any that may block); between ZC_CMD_QUEUE and
 * ZC_EV_TRACK_BACK only the functions below that say so may be called. */
#ifndef ZC_TRACK_H
#define ZC_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"
#include "pipeline/path.h"

struct zc_track;
struct zc_sink;

struct zc_track_conf {
	const char *path; /* absolute; borrowed for the call */
	uint64_t id; /* chosen by the caller, never 0, comes back in events */
	const struct zc_caps *caps; /* of the device; borrowed for the call */
	enum zc_path best; /* ZC_PATH_DIRECT: no limit; STAGED, DECODED: at most that */
	bool no_uring; /* as if io_uring were disabled */
	uint32_t readahead_bytes; /* 0: default (1 MiB) */
	/* For headerless files ("as named"): used where the name ends in .raw or .pcm; see
	 * zc_track_open. All zero: only the name counts. */
	struct zc_fmt raw;
};

/* What the file is, fixed at open. */
struct zc_track_info {
	uint64_t id;
	struct zc_fmt file; /* as stored; ZC_FLOAT_LE stands for what a lossy codec gives */
	struct zc_fmt hw; /* as played */
	uint64_t frames;
	double seconds;
	char container[16]; /* "WAV", "FLAC", "OGG" */
	char codec[24]; /* "PCM_24", "FLAC", "VORBIS" */
	bool bit_exact; /* integer samples reach the device unchanged */
	uint64_t file_bytes;
	uint64_t data_offset; /* 0 where the path is decoded */
	uint32_t mem_align, off_align; /* 0: the file system refuses O_DIRECT */
	bool guessed; /* frames is an estimate (MPEG without a length); the stream ends where it
			 ends */
	bool truncated; /* the header promises more than there is; frames is what there is */
	char note[128]; /* for people: "header promises 441000 frames, 1000 are there"; or empty
			 */
};

/* Progress and path; every field is a relaxed copy while it plays, exact afterwards. */
struct zc_track_counts {
	enum zc_path path;
	enum zc_reason reason;
	int reason_arg;
	uint64_t bytes_direct, bytes_copied, bytes_decoded;
	uint32_t xruns;
	uint32_t lead_in_frames;
};

/* Opens and probes. NULL and *err on failure, each text naming the file: -ENOENT, -EACCES,
 * -EISDIR, -ENXIO (FIFO, socket, device node: never opened for reading), -ENODATA (empty, no
 * frames), -EILSEQ (not a sound file that can be read, or absurd header fields), -EINVAL (the
 * device does not take its format, rate or channels; names both sides), -ENOMEM, -EIO. A
 * headerless file carries its format in its name, "x.s16_le-44100-2.raw", or takes conf->raw.
 */
struct zc_track *zc_track_open(const struct zc_track_conf *conf, struct zc_err *err);

void zc_track_close(struct zc_track *t);

/* Any thread, also while it plays; valid until zc_track_close. */
const struct zc_track_info *zc_track_info(const struct zc_track *t);
void zc_track_counts(const struct zc_track *t, struct zc_track_counts *out);

/* Probes on a fresh sink, with this track's file, whether reads can land in the ring (see
 * zc_sink_probe_pin); without effect for decoded tracks. Before both go to the engine. */
void zc_track_probe_sink(struct zc_track *t, struct zc_sink *s);

#endif
