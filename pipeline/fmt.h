/* Sample formats: what a frame looks like in memory. Pure values, any thread. */
#ifndef ZC_FMT_H
#define ZC_FMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Interleaved PCM encodings. The names are ALSA's: S24_3LE is packed in three bytes, S24_LE
 * sits sign-extended in the low three of four bytes. */
enum zc_sample {
	ZC_SAMPLE_NONE,
	ZC_U8,
	ZC_S8,
	ZC_S16_LE,
	ZC_S16_BE,
	ZC_S24_3LE,
	ZC_S24_3BE,
	ZC_S24_LE,
	ZC_S32_LE,
	ZC_S32_BE,
	ZC_FLOAT_LE,
	ZC_FLOAT_BE,
	ZC_FLOAT64_LE,
	ZC_FLOAT64_BE,
	ZC_SAMPLE_COUNT
};

#define ZC_CHANNELS_MAX 32u
#define ZC_RATE_MIN_HZ 1000u
#define ZC_RATE_MAX_HZ 1536000u

struct zc_fmt {
	enum zc_sample sample;
	uint32_t channels;
	uint32_t rate_hz;
};

/* Bytes of one sample, 0 for ZC_SAMPLE_NONE. */
uint32_t zc_sample_bytes(enum zc_sample s);
/* Significant bits of one sample: 24 for both S24 kinds; 32 and 64 for float. */
uint32_t zc_sample_bits(enum zc_sample s);
bool zc_sample_is_float(enum zc_sample s);
bool zc_sample_is_big_endian(enum zc_sample s);
/* "S16_LE"; "none" for ZC_SAMPLE_NONE. */
const char *zc_sample_name(enum zc_sample s);
/* The inverse of zc_sample_name, case-insensitive; ZC_SAMPLE_NONE if unknown. */
enum zc_sample zc_sample_parse(const char *name);

/* Bytes of one interleaved frame. */
uint32_t zc_fmt_frame_bytes(const struct zc_fmt *f);
bool zc_fmt_equal(const struct zc_fmt *a, const struct zc_fmt *b);
/* True if every field is within this program's limits. */
bool zc_fmt_valid(const struct zc_fmt *f);

#define ZC_FMT_STR_MAX 32
/* "S16_LE 44100 Hz 2 ch" into buf of at least ZC_FMT_STR_MAX bytes; returns buf. */
char *zc_fmt_str(const struct zc_fmt *f, char *buf);
/* MPD's audio form, "44100:16:2" or "48000:f:2", into buf; returns buf.
 * Source: MPD protocol, "status", attribute audio. */
char *zc_fmt_mpd_str(const struct zc_fmt *f, char *buf);

/* The formats that a device accepts. One row for each sample format: channels has bit n-1 set for n
 * channels, rates bit i for zc_rate_table[i]; a continuous range of rates has its ends here (0, 0:
 * only those of the table). */
struct zc_caps_row {
	uint32_t channels;
	uint32_t rates;
	uint32_t rate_min_hz;
	uint32_t rate_max_hz;
};

struct zc_caps {
	struct zc_caps_row row[ZC_SAMPLE_COUNT];
};

#define ZC_RATE_TABLE_LEN 16
/* The usual rates from 8000 to 768000 Hz, ascending. */
extern const uint32_t zc_rate_table[ZC_RATE_TABLE_LEN];

/* True if the device accepts exactly this format. */
bool zc_caps_accept(const struct zc_caps *c, const struct zc_fmt *f);

enum zc_fit {
	ZC_FIT_EXACT, /* the file's own encoding */
	ZC_FIT_REPACK, /* another container or byte order, with every bit kept */
	ZC_FIT_LOSSY, /* bits are lost; only from float or a lossy codec */
	ZC_FIT_CHANNELS, /* none: the device does not accept that many channels */
	ZC_FIT_RATE, /* none: the device does not accept that rate */
	ZC_FIT_WIDTH /* none: integer samples would lose bits */
};

/* Chooses the device format for samples of `file`: its own if the device accepts it, else the
 * narrowest container that keeps every bit. from_lossy: the samples come from a lossy codec
 * (file->sample is ZC_FLOAT_LE), so float is best, then the widest integer, and the result is
 * ZC_FIT_LOSSY. Rate and channels never change. Writes *out for the first three results. */
enum zc_fit zc_fmt_choose(const struct zc_caps *c, const struct zc_fmt *file, bool from_lossy,
	struct zc_fmt *out);

#endif
