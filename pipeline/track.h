/* A track: a file that is opened, probed and ready to be played on a device.
 * Opened and closed on the loader thread, or any other that may block. Between ZC_CMD_QUEUE and
 * ZC_EV_TRACK_BACK only the functions that say so may be called. */
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
	uint64_t id; /* chosen by the caller, never 0; events name it */
	const struct zc_caps *caps; /* of the device; borrowed for the call */
	enum zc_path best; /* the best path allowed; ZC_PATH_DIRECT: no limit */
	bool no_uring; /* as if io_uring were disabled */
	uint32_t readahead_bytes; /* 0: default (1 MiB) */
	/* The format of headerless files (.raw, .pcm) whose name does not give it. All zero:
	 * such files are refused. */
	struct zc_fmt raw;
};

/* What the file is, fixed at open. */
struct zc_track_info {
	uint64_t id;
	struct zc_fmt file; /* as stored; ZC_FLOAT_LE stands for the output of a lossy codec */
	struct zc_fmt hw; /* as played */
	uint64_t frames;
	double seconds;
	char container[16]; /* "WAV", "FLAC", "OGG" */
	char codec[24]; /* "PCM_24", "FLAC", "VORBIS" */
	bool bit_exact; /* integer samples reach the device unchanged */
	uint64_t file_bytes;
	uint64_t data_offset; /* 0 if the path is decoded */
	uint32_t mem_align, off_align; /* 0: the file system refuses O_DIRECT */
	bool guessed; /* frames is an estimate (MPEG without a length); the decoder's end counts
		       */
	bool truncated; /* the header promises more than there is; frames is what there is */
	char note[128]; /* for people, or empty: "header promises 800 frames, 739 are there" */
};

/* Path and counters, each a relaxed copy while the track plays, exact afterwards. */
struct zc_track_counts {
	enum zc_path path;
	enum zc_reason reason;
	int reason_arg;
	uint64_t bytes_direct, bytes_copied, bytes_decoded;
	uint32_t xruns;
	uint32_t lead_in_frames;
};

/* Opens and probes a file. NULL and *err on failure, with a text that names the file: -ENOENT,
 * -EACCES, -EISDIR, -ENXIO (FIFO, socket, device node: never opened for reading), -ENODATA (empty,
 * no frames), -EILSEQ (not a sound file that can be read, or absurd header fields), -EINVAL (the
 * device does not take its format, rate or channels; names both sides), -ENOMEM, -EIO. The format
 * of a headerless file is in its name, "x.s16_le-44100-2.raw", or else conf->raw. */
struct zc_track *zc_track_open(const struct zc_track_conf *conf, struct zc_err *err);

/* NULL is allowed. */
void zc_track_close(struct zc_track *t);

/* Any thread, also while the track plays; lent until zc_track_close. */
const struct zc_track_info *zc_track_info(const struct zc_track *t);
void zc_track_counts(const struct zc_track *t, struct zc_track_counts *out);

/* Probes with this track's file whether reads can land in a new sink's ring (see
 * zc_sink_probe_pin). No effect for decoded tracks. Before the engine gets either. */
void zc_track_probe_sink(struct zc_track *t, struct zc_sink *s);

#endif
