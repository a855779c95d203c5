/* Headerless files: the name says that they are, and their format. Loader thread. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "pipeline/source/decoder.h"

static bool
ends_with(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	return n > m && strcasecmp(path + n - m, suffix) == 0;
}

static bool
claims(const struct zc_opening *o)
{
	return ends_with(o->path, ".raw") || ends_with(o->path, ".pcm");
}

/* Reads the format from a name like "x.s16_le-44100-2.raw"; false: it has none. */
static bool
fmt_of_name(const char *path, struct zc_fmt *f)
{
	const char *slash = strrchr(path, '/');
	char name[256], sample[16];
	char *dot;
	int end = 0;

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
	dot = strrchr(name, '.');
	if (!dot)
		return false;
	*dot = 0;
	dot = strrchr(name, '.');
	if (!dot ||
		sscanf(dot + 1, "%15[a-zA-Z0-9_]-%7u-%2u%n", sample, &f->rate_hz, &f->channels,
			&end) != 3 ||
		dot[1 + end])
		return false;
	f->sample = zc_sample_parse(sample);
	return zc_fmt_valid(f);
}

static int
open_raw(struct zc_content *c, const struct zc_opening *o, struct zc_err *err)
{
	uint32_t frame_bytes, rest;

	if (!fmt_of_name(o->path, &c->fmt))
		c->fmt = *o->raw;
	if (!zc_fmt_valid(&c->fmt))
		return zc_fail(err, -EILSEQ,
			"%s: has no header, so its name must give the format, as in "
			"name.s16_le-44100-2.raw",
			o->path);
	frame_bytes = zc_fmt_frame_bytes(&c->fmt);
	c->frames = o->file_bytes / frame_bytes;
	rest = o->file_bytes % frame_bytes;
	if (c->frames == 0)
		return zc_fail(err, -ENODATA, "%s: shorter than one frame of %u bytes", o->path,
			frame_bytes);
	if (rest) {
		c->truncated = true;
		snprintf(c->note, sizeof(c->note), "the last %u bytes are not a whole frame",
			rest);
	}
	c->plain = true;
	snprintf(c->container, sizeof(c->container), "RAW");
	snprintf(c->codec, sizeof(c->codec), "%s", zc_sample_name(c->fmt.sample));
	return 0;
}

const struct zc_decoder zc_decoder_raw = { .claims = claims, .open = open_raw };
