/* JSON output of the command line tools, over jansson. Out of memory ends the program with a
 * message: there is nothing left to print. One thread. */
#ifndef ZC_TOOLS_JSON_H
#define ZC_TOOLS_JSON_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

/* A string of any bytes: invalid UTF-8 (file names may hold anything) becomes U+FFFD. NULL
 * gives JSON's null. */
json_t *zc_json_text(const char *bytes);

/* Adds value under key, at the end; takes over the reference to value. */
void zc_json_put(json_t *object, const char *key, json_t *value);
void zc_json_put_text(json_t *object, const char *key, const char *bytes);
void zc_json_put_int(json_t *object, const char *key, int64_t value);
void zc_json_put_real(json_t *object, const char *key, double value); /* null if not finite */
void zc_json_put_bool(json_t *object, const char *key, bool value);
void zc_json_append(json_t *array, json_t *value);
json_t *zc_json_object(void);
json_t *zc_json_array(void);

/* Writes value to standard output and drops the reference: indented, or as one line for streams
 * of objects, flushed either way. 0 or -EIO. */
int zc_json_print(json_t *value, bool one_line);

#endif
