/* The table of configuration keys, for conf.c. Constant data. */
#ifndef ZC_CONF_KEYS_H
#define ZC_CONF_KEYS_H

#include <stddef.h>

enum zc_conf_type {
	ZC_CONF_STRING,
	ZC_CONF_PATH, /* absolute */
	ZC_CONF_BOOL, /* yes or no */
	ZC_CONF_UINT, /* uint32_t within min and max */
	ZC_CONF_MODE, /* uint32_t, octal */
	ZC_CONF_INT,
	ZC_CONF_REAL,
	ZC_CONF_WORD /* int, one of words */
};

struct zc_conf_word {
	const char *name;
	int value;
};

struct zc_conf_key {
	const char *name;
	enum zc_conf_type type;
	size_t offset; /* in struct zc_conf */
	long min, max;
	const struct zc_conf_word *words; /* ends with a NULL name */
	const char *initial; /* the default, as in a file */
	const char *about; /* documentation for users: lines of at most 94 characters, each ends
			    * with a newline */
	const char *group; /* title of the group that begins here, or NULL */
};

extern const struct zc_conf_key zc_conf_keys[];
extern const size_t zc_conf_key_count;

#endif
