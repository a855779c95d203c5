/* Where in the file the samples lie, for containers that store them plainly. Only source_*.c
 * may include this. Loader thread. */
#ifndef ZC_SOURCE_LAYOUT_H
#define ZC_SOURCE_LAYOUT_H

#include "pipeline/source/content.h"
#include "pipeline/source/source_sndfile_io.h"

/* The encoding that the container stores, ZC_SAMPLE_NONE where it is not plain interleaved PCM.
 */
enum zc_sample zc_layout_sample(int sf_format);

/* Looks for the samples and proves them: sets plain and data_offset only if what lies there,
 * first and last, is what libsndfile reads, raw and decoded. c->fmt and c->frames are set
 * already; what the header promises beyond the end of the file goes to truncated and note. */
void zc_layout_find(struct zc_content *c, struct zc_sndfile *snd);

#endif
