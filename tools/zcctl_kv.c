/* Reads "key: value" answers. Which keys are numbers is fixed here, by name and never by the
 * look of a value, so that a key keeps its JSON type. One thread. */
#include "zcctl_kv.h"

#include <stdlib.h>
#include <string.h>

/* Besides those that end in a unit. */
static const char *const number_keys[] = { "id", "song_id", "xruns", "reads", "ppm", "ppm_err",
	"wakeups", "syscalls", "stat_syscalls", "faults_minor", "faults_major",
	"switches_voluntary", "switches_involuntary", "steps_down", "queued", "result",
	"copies" };
static const char *const units[] = { "_ns", "_us", "_ms", "_s", "_hz", "_bytes", "_frames",
	"_ppm" };

static bool
is_number_key(const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < sizeof(number_keys) / sizeof(number_keys[0]); i++)
		if (!strcmp(key, number_keys[i]))
			return true;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t n = strlen(units[i]);

		if (len > n && !strcmp(key + len - n, units[i]))
			return true;
	}
	return false;
}

static json_t *
typed(const char *key, const char *value)
{
	long long whole;
	double real;
	char *end;

	if (!is_number_key(key))
		return zc_json_text(value);
	whole = strtoll(value, &end, 10);
	if (end != value && !*end)
		return json_integer(whole);
	real = strtod(value, &end);
	return end != value && !*end ? json_real(real) : json_null();
}

void
zcctl_kv_add(json_t *records, const char *first, const char *key, const char *value)
{
	size_t n = json_array_size(records);

	if (!n || !strcmp(key, first))
		zc_json_append(records, zc_json_object()), n++;
	zc_json_put(json_array_get(records, n - 1), key, typed(key, value));
}

int
zcctl_kv_get(
	struct zcctl *c, const char *command, const char *arg, bool optional, json_t **records)
{
	struct mpd_pair *pair;
	char *first = NULL;

	*records = zc_json_array();
	if (mpd_send_command(c->conn, command, arg, NULL)) {
		while ((pair = mpd_recv_pair(c->conn))) {
			if (!first)
				first = strdup(pair->name);
			if (first)
				zcctl_kv_add(*records, first, pair->name, pair->value);
			mpd_return_pair(c->conn, pair);
		}
		free(first);
		if (mpd_response_finish(c->conn))
			return ZCCTL_OK;
	}
	if (optional && mpd_connection_get_error(c->conn) == MPD_ERROR_SERVER &&
		mpd_connection_get_server_error(c->conn) == MPD_SERVER_ERROR_UNKNOWN_CMD) {
		mpd_connection_clear_error(c->conn);
		return ZCCTL_OK;
	}
	json_decref(*records);
	*records = NULL;
	return zcctl_conn_failed(c, NULL);
}

const char *
zcctl_kv_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

double
zcctl_kv_number(const json_t *object, const char *key, double missing)
{
	const json_t *value = json_object_get(object, key);

	return json_is_number(value) ? json_number_value(value) : missing;
}
