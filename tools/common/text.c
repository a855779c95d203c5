/* Text for a terminal. A file's tags must not be able to control the terminal. */
#include "tools/common/text.h"

#include <ctype.h>
#include <mpd/audio_format.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

char *
zc_text_time(double seconds, char *buf)
{
	unsigned long s;

	if (!(seconds >= 0 && seconds < 1e9))
		return strcpy(buf, "-:--");
	s = (unsigned long)seconds;
	if (s >= 3600)
		snprintf(buf, ZC_TEXT_TIME_MAX, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60,
			s % 60);
	else
		snprintf(buf, ZC_TEXT_TIME_MAX, "%lu:%02lu", s / 60, s % 60);
	return buf;
}

char *
zc_text_length(double seconds, char *buf)
{
	return zc_text_time(seconds > 0 ? seconds : -1, buf);
}

char *
zc_text_format(const struct mpd_audio_format *f, char *buf)
{
	if (!f)
		*buf = 0;
	else if (f->bits == MPD_SAMPLE_FORMAT_FLOAT)
		snprintf(buf, ZC_TEXT_FORMAT_MAX, "%u Hz float %u ch",
			(unsigned int)f->sample_rate, (unsigned int)f->channels);
	else
		snprintf(buf, ZC_TEXT_FORMAT_MAX, "%u Hz %u bit %u ch",
			(unsigned int)f->sample_rate, (unsigned int)f->bits,
			(unsigned int)f->channels);
	return buf;
}

size_t
zc_text_clean(char *dst, size_t size, const char *src, size_t columns)
{
	size_t at = 0, width = 0, cut_at = 0, cut_width = 0;
	mbstate_t state = { 0 };

	if (!size)
		return 0;
	while (*src) {
		wchar_t wc;
		size_t n = mbrtowc(&wc, src, strlen(src), &state);
		const char *from = src;
		int w = n > (size_t)-3 || !n ? -1 : wcwidth(wc);

		if (w < 0 || iswcntrl((wint_t)wc)) {
			from = "?";
			w = 1;
		}
		if (n > (size_t)-3) {
			memset(&state, 0, sizeof(state));
			n = 1;
		}
		src += n;
		if (*from == '?')
			n = 1;
		if (at + n + 1 > size || width + (size_t)w > columns) {
			/* Cut at the last place that leaves a column and a byte for the mark. */
			at = cut_at;
			width = cut_width;
			if (columns && size > 1) {
				dst[at++] = '~';
				width++;
			}
			break;
		}
		memcpy(dst + at, from, n);
		at += n;
		width += (size_t)w;
		if (width + 1 <= columns && at + 2 <= size) {
			cut_at = at;
			cut_width = width;
		}
	}
	dst[at] = 0;
	return width;
}

char *
zc_text_bar(char *dst, size_t columns, double part)
{
	size_t width = columns - 2;
	size_t done = (size_t)((double)width * (part > 0 ? part < 1 ? part : 1 : 0));

	memset(dst, ' ', columns);
	dst[0] = '[';
	dst[columns - 1] = ']';
	dst[columns] = 0;
	memset(dst + 1, '=', done);
	if (done < width)
		dst[1 + done] = '>';
	return dst;
}

/* Parses the whole number at s, which must end at a comma, a space or the end; false if there
 * is none. */
static bool
whole_number(const char *s, unsigned long *value, const char **end)
{
	char *stop;

	if (!isdigit((unsigned char)*s))
		return false;
	*value = strtoul(s, &stop, 10);
	*end = stop;
	return !*stop || *stop == ',' || *stop == ' ';
}

char *
zc_text_runs(char *dst, size_t size, const char *src)
{
	size_t at = 0;

	while (*src && at + 1 < size) {
		unsigned long first, last, next;
		const char *end, *after;
		int n;

		if (!whole_number(src, &first, &end)) {
			dst[at++] = *src++;
			continue;
		}
		last = first;
		for (after = end; *after == ',' && whole_number(after + 1, &next, &after) &&
				  next == last + 1;
			end = after)
			last = next;
		if (last - first < 2)
			n = snprintf(dst + at, size - at, "%.*s", (int)(end - src), src);
		else
			n = snprintf(dst + at, size - at, "%lu-%lu", first, last);
		at += (size_t)n < size - at ? (size_t)n : size - at - 1;
		src = end;
	}
	dst[at] = 0;
	return dst;
}
