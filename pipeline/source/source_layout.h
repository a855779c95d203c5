/* Finds where the samples lie in containers that store them plainly. Loader thread. */
#ifndef ZC_SOURCE_LAYOUT_H
#define ZC_SOURCE_LAYOUT_H

#include "pipeline/source/content.h"
#include "pipeline/source/source_sndfile_io.h"

/* The sample format that the container stores; ZC_SAMPLE_NONE: not plain interleaved PCM. */
enum zc_sample zc_layout_sample(int sf_format);

/* Finds the samples. Sets plain and data_offset only if the first and the last of them are proved
 * to be what libsndfile reads there, raw and decoded. c->fmt and c->frames must be set; frames
 * that the header promises beyond the end of the file go to truncated and note. */
void zc_layout_find(struct zc_content *c, struct zc_sndfile *snd);

#endif
