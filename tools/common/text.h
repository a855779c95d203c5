/* Text for a terminal. Pure functions, in the current locale. */
#ifndef ZC_TOOLS_TEXT_H
#define ZC_TOOLS_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct mpd_audio_format;

/* "1:23", "1:02:03", rounded down to whole seconds; "-:--" if negative. Returns buf of at least
 * ZC_TEXT_TIME_MAX bytes. */
#define ZC_TEXT_TIME_MAX 24
char *zc_text_time(double seconds, char *buf);
/* The same for the length of a track, where 0 means unknown. */
char *zc_text_length(double seconds, char *buf);

/* "44100 Hz 16 bit 2 ch", "48000 Hz float 2 ch"; "" for NULL. Returns buf of at least
 * ZC_TEXT_FORMAT_MAX bytes. */
#define ZC_TEXT_FORMAT_MAX 64
char *zc_text_format(const struct mpd_audio_format *f, char *buf);

/* Copies src into dst of size bytes, at most `columns` wide on the terminal (SIZE_MAX: any
 * width). Control characters (such as escape codes) and bytes that are not text in this locale
 * become "?". Cut text ends in "~". Returns the width in columns. */
size_t zc_text_clean(char *dst, size_t size, const char *src, size_t columns);

/* Copies src with runs of three or more consecutive numbers, "1,2,3,4", shortened to "1-4"; cut
 * to size. Returns dst. */
char *zc_text_runs(char *dst, size_t size, const char *src);

/* A bar "[=====>    ]" of `columns` columns (3 to 127) for part, clamped to 0 to 1. Returns dst
 * of at least columns + 1 bytes. */
char *zc_text_bar(char *dst, size_t columns, double part);

#endif
