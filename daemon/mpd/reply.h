/* Writing answers: "key: value" lines and ACK lines. Everything is appended to the client's
 * output buffer; running out of memory is noted there and ends the connection later. Control
 * thread only. */
#ifndef ZC_REPLY_H
#define ZC_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"

struct zc_client;

/* Numbers of the ACK line. Source: MPD, src/protocol/Ack.hxx. */
enum zc_ack {
	ZC_ACK_NOT_LIST = 1,
	ZC_ACK_ARG = 2,
	ZC_ACK_PASSWORD = 3,
	ZC_ACK_PERMISSION = 4,
	ZC_ACK_UNKNOWN = 5,
	ZC_ACK_NO_EXIST = 50,
	ZC_ACK_PLAYLIST_MAX = 51,
	ZC_ACK_SYSTEM = 52,
	ZC_ACK_PLAYLIST_LOAD = 53,
	ZC_ACK_UPDATE_ALREADY = 54,
	ZC_ACK_PLAYER_SYNC = 55,
	ZC_ACK_EXIST = 56
};

/* Appends formatted text as it is. */
void zc_reply(struct zc_client *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Appends "key: value"; control characters in the value become spaces. */
void zc_reply_text(struct zc_client *c, const char *key, const char *value);
void zc_reply_bool(struct zc_client *c, const char *key, bool value);
void zc_reply_u64(struct zc_client *c, const char *key, uint64_t value);
/* Appends "key: 1970-01-01T00:00:00Z". */
void zc_reply_time(struct zc_client *c, const char *key, int64_t unix_s);
/* Appends "key: 44100:16:2"; nothing for an invalid format. */
void zc_reply_format(struct zc_client *c, const char *key, const struct zc_fmt *f);

/* Appends the ACK line of the client's current command. Returns ZC_DONE_ACK, for the handler to
 * return. */
int zc_ack(struct zc_client *c, enum zc_ack code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for a failed call; the ACK number follows from err->code. */
int zc_ack_err(struct zc_client *c, const struct zc_err *err);

#endif
