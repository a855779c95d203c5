/* Arguments of commands, checked against the queue and the library. Control thread only.
 *
 * Each function: 0, or ZC_DONE_ACK with the ACK line written and *out unchanged. */
#ifndef ZC_MPD_ARGS_H
#define ZC_MPD_ARGS_H

#include "daemon/mpd/client.h"
#include "daemon/mpd/mpd_parse.h"

int zc_arg_uint(struct zc_client *c, const char *arg, uint32_t max, uint32_t *out);
int zc_arg_bool(struct zc_client *c, const char *arg, bool *out);
/* A range of a list of `length` entries; an end beyond that is cut. */
int zc_arg_range(struct zc_client *c, const char *arg, uint32_t length, struct zc_range *out);
/* A song of the queue by position. */
int zc_arg_pos(struct zc_client *c, const char *arg, uint32_t *pos);
/* A song of the queue by id; id may be NULL. */
int zc_arg_id(struct zc_client *c, const char *arg, uint32_t *id, uint32_t *pos);
/* Where to insert into the queue: "3", or "+0" and "-0" relative to the current song. */
int zc_arg_place(struct zc_client *c, const char *arg, uint32_t *pos);
/* The same among `others` songs, with the current one at that position, or -1. */
int zc_arg_offset(
	struct zc_client *c, const char *arg, int64_t current, uint32_t others, uint32_t *pos);
/* The name of a file or folder, resolved by zc_library_name; out has PATH_MAX bytes. */
int zc_arg_name(struct zc_client *c, const char *arg, char *out);

/* The position of the current song in the queue, -1: there is none. */
int64_t zc_current_pos(struct zc_client *c);

#endif
