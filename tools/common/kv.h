/* The answers of the daemon's own commands (zc_status and others), "key: value" lines, as
 * JSON. */
#ifndef ZC_TOOLS_KV_H
#define ZC_TOOLS_KV_H

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* Sends command (with arg, unless NULL) and stores its answer in *records, an array of objects;
 * the first key of the answer begins each object. Keys that hold numbers become JSON numbers.
 * The caller drops the reference. ZC_EXIT_OK, or the exit code after it printed the error; if
 * the server does not know the command and `optional`, ZC_EXIT_OK with an empty array. */
int zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records);

/* Adds one line of an answer to the array, as above; first is the key that begins an object. */
void zc_kv_add(json_t *records, const char *first, const char *key, const char *value);

/* The text, or "" where the key is missing or not a text. Borrowed from the object. */
const char *zc_kv_text(const json_t *object, const char *key);
/* The number, or `missing`. */
double zc_kv_number(const json_t *object, const char *key, double missing);

#endif
