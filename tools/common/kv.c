/* Reads "key: value" answers. The type of each key is fixed here by its name and does not
 * depend on the value, so that a key keeps its JSON type. One thread. */
#include "tools/common/kv.h"

#include <stdlib.h>
#include <string.h>

enum type { TEXT, NUMBER, BOOL, LIST };

static const struct {
	const char *key;
	enum type type;
} types[] = {
	{ "bit_exact", BOOL },
	{ "bytes_copied", NUMBER },
	{ "bytes_decoded", NUMBER },
	{ "bytes_direct", NUMBER },
	{ "count", NUMBER },
	{ "data_offset", NUMBER },
	{ "ended", NUMBER },
	{ "faults_major", NUMBER },
	{ "faults_minor", NUMBER },
	{ "filler_faults_major", NUMBER },
	{ "filler_faults_minor", NUMBER },
	{ "format", LIST },
	{ "frames", NUMBER },
	{ "frames_played", NUMBER },
	{ "frame", NUMBER },
	{ "id", NUMBER },
	{ "incident", NUMBER },
	{ "jump_frames", NUMBER },
	{ "late_max_us", NUMBER },
	{ "late_ns", NUMBER },
	{ "late_p50_us", NUMBER },
	{ "late_p99_us", NUMBER },
	{ "lead_in_frames", NUMBER },
	{ "margin_min_ms", NUMBER },
	{ "margin_ns", NUMBER },
	{ "mem_align", NUMBER },
	{ "off_align", NUMBER },
	{ "payload_bytes", NUMBER },
	{ "period_frames", NUMBER },
	{ "position", NUMBER },
	{ "rate_hz", NUMBER },
	{ "rate_ppm", NUMBER },
	{ "rate_ppm_err", NUMBER },
	{ "read_ns", NUMBER },
	{ "read_out", BOOL },
	{ "realtime_step_ns", NUMBER },
	{ "reserve_ns", NUMBER },
	{ "ring_committed", NUMBER },
	{ "ring_filled", NUMBER },
	{ "ring_frames", NUMBER },
	{ "ring_played", NUMBER },
	{ "ring_reserved", NUMBER },
	{ "run_delay_ns", NUMBER },
	{ "service_max_us", NUMBER },
	{ "started", NUMBER },
	{ "steps_down", NUMBER },
	{ "still_ns", NUMBER },
	{ "suspended_ns", NUMBER },
	{ "switches_involuntary", NUMBER },
	{ "syscalls", NUMBER },
	{ "time", NUMBER },
	{ "track_id", NUMBER },
	{ "track_xruns", NUMBER },
	{ "unix_ms", NUMBER },
	{ "verify_differs_channel", NUMBER },
	{ "verify_differs_frame", NUMBER },
	{ "verify_digest_frames", NUMBER },
	{ "verify_frames", NUMBER },
	{ "verify_missed_frames", NUMBER },
	{ "wake", LIST },
	{ "wake_seq", NUMBER },
	{ "wakeups", NUMBER },
	{ "xruns", NUMBER },
};

static enum type
type_of(const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(key, types[i].key))
			return types[i].type;
	/* The names of times end in their unit. */
	return len > 3 && !strcmp(key + len - 3, "_ns") ? NUMBER : TEXT;
}

static json_t *
number(const char *value)
{
	long long whole;
	double real;
	char *end;

	whole = strtoll(value, &end, 10);
	if (end != value && !*end)
		return json_integer(whole);
	real = strtod(value, &end);
	return end != value && !*end ? json_real(real) : json_null();
}

void
zc_kv_add(json_t *records, const char *first, const char *key, const char *value)
{
	size_t n = json_array_size(records);
	json_t *record, *list;

	if (!n || !strcmp(key, first))
		zc_json_append(records, zc_json_object());
	record = json_array_get(records, json_array_size(records) - 1);
	switch (type_of(key)) {
	case NUMBER:
		zc_json_put(record, key, number(value));
		break;
	case BOOL:
		zc_json_put_bool(record, key, !strcmp(value, "1"));
		break;
	case LIST:
		list = json_object_get(record, key);
		if (!list) {
			list = zc_json_array();
			zc_json_put(record, key, list);
		}
		zc_json_append(list, zc_json_text(value));
		break;
	case TEXT:
		zc_json_put_text(record, key, value);
		break;
	}
}

int
zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records)
{
	struct mpd_pair *pair;
	char *first = NULL;

	*records = zc_json_array();
	if (mpd_send_command(c->conn, command, arg, NULL)) {
		while ((pair = mpd_recv_pair(c->conn))) {
			if (!first)
				first = strdup(pair->name);
			if (first)
				zc_kv_add(*records, first, pair->name, pair->value);
			mpd_return_pair(c->conn, pair);
		}
		free(first);
		if (mpd_response_finish(c->conn))
			return ZC_EXIT_OK;
	}
	if (optional && mpd_connection_get_error(c->conn) == MPD_ERROR_SERVER &&
		mpd_connection_get_server_error(c->conn) == MPD_SERVER_ERROR_UNKNOWN_CMD) {
		mpd_connection_clear_error(c->conn);
		return ZC_EXIT_OK;
	}
	json_decref(*records);
	*records = NULL;
	return zc_tool_failed(c, NULL);
}

const char *
zc_kv_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

double
zc_kv_number(const json_t *object, const char *key, double missing)
{
	const json_t *value = json_object_get(object, key);

	return json_is_number(value) ? json_number_value(value) : missing;
}
