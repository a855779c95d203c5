#include "daemon/tags/meta_bytes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint8_t *
zc_meta_load(int fd, off_t at, size_t bytes)
{
	uint8_t *p = bytes && bytes <= ZC_META_MAX_BYTES ? malloc(bytes) : NULL;
	size_t have = 0;
	ssize_t n;

	while (p && have < bytes) {
		n = pread(fd, p + have, bytes - have, at + (off_t)have);
		if (n <= 0) {
			free(p);
			return NULL;
		}
		have += (size_t)n;
	}
	return p;
}

char *
zc_meta_string(const void *text, size_t len)
{
	char *s = malloc(len + 1);

	if (s) {
		memcpy(s, text, len);
		s[len] = '\0';
	}
	return s;
}
