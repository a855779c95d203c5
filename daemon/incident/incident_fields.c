#include "daemon/incident/incident_fields.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "daemon/incident/incident.h"

#define FIELD(name, member)                                                                    \
	{                                                                                      \
		name, offsetof(struct zc_incident, member),                                    \
			sizeof(((struct zc_incident *)0)->member)                              \
	}

const struct zc_incident_field zc_incident_fields[] = { FIELD("id", id), FIELD("count", count),
	FIELD("unix_ms", unix_ms), FIELD("frame", frame), FIELD("rate_hz", rate_hz),
	FIELD("wake_seq", verdict.seq), FIELD("track_id", verdict.track_id),
	FIELD("late_ns", verdict.late_ns), FIELD("margin_ns", verdict.margin_ns),
	FIELD("reserve_ns", verdict.reserve_ns), FIELD("read_ns", verdict.read_ns),
	FIELD("read_out", verdict.read_out), FIELD("jump_frames", verdict.jump_frames),
	FIELD("still_ns", verdict.still_ns), FIELD("faults_minor", verdict.faults_minor),
	FIELD("faults_major", verdict.faults_major),
	FIELD("switches_involuntary", verdict.switches_involuntary),
	FIELD("run_delay_ns", verdict.hints.run_delay_ns),
	FIELD("realtime_step_ns", verdict.hints.realtime_step_ns),
	FIELD("suspended_ns", verdict.hints.suspended_ns) };
const int zc_incident_field_count = sizeof(zc_incident_fields) / sizeof(zc_incident_fields[0]);

int64_t
zc_incident_field_get(const struct zc_incident *i, const struct zc_incident_field *f)
{
	const char *at = (const char *)i + f->offset;

	if (f->bytes == sizeof(bool))
		return *(const bool *)at;
	if (f->bytes == sizeof(uint32_t))
		return *(const uint32_t *)at;
	return *(const int64_t *)at;
}

void
zc_incident_field_set(struct zc_incident *i, const struct zc_incident_field *f, int64_t value)
{
	char *at = (char *)i + f->offset;

	if (f->bytes == sizeof(bool))
		*(bool *)at = value != 0;
	else if (f->bytes == sizeof(uint32_t))
		*(uint32_t *)at = (uint32_t)value;
	else
		*(int64_t *)at = value;
}

/* JSON must be UTF-8, but a file name may have any bytes: others become question marks. */
static json_t *
text(const char *bytes)
{
	json_t *t = json_string(bytes);
	char *clean;

	if (t)
		return t;
	clean = strdup(bytes);
	for (char *c = clean; c && *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	t = clean ? json_string(clean) : NULL;
	free(clean);
	return t;
}

char *
zc_incident_to_json(const struct zc_incident *i)
{
	const struct zc_verdict *v = &i->verdict;
	json_t *o = json_object(), *weights = json_object();
	char *json = NULL;
	int r = 0;

	for (int k = 0; k < zc_incident_field_count; k++)
		r |= json_object_set_new(o, zc_incident_fields[k].name,
			json_integer(zc_incident_field_get(i, &zc_incident_fields[k])));
	r |= json_object_set_new(o, "time", json_real((double)i->unix_ms / 1000));
	r |= json_object_set_new(o, "file", text(i->uri));
	r |= json_object_set_new(o, "device", text(i->device));
	r |= json_object_set_new(o, "trigger", json_string(zc_trigger_name(v->trigger)));
	r |= json_object_set_new(o, "verdict", json_string(zc_cause_name(v->cause)));
	r |= json_object_set_new(
		o, "also", v->also ? json_string(zc_cause_name(v->also)) : json_null());
	r |= json_object_set_new(o, "text", text(v->text));
	r |= json_object_set_new(o, "ran_instead", text(v->hints.ran_instead));
	for (int c = 1; c < ZC_CAUSE_COUNT; c++)
		if (v->weight_ns[c])
			r |= json_object_set_new(weights, zc_cause_name((enum zc_cause)c),
				json_integer(v->weight_ns[c]));
	r |= json_object_set_new(o, "weights_ns", weights);
	if (!r)
		json = json_dumps(o, JSON_INDENT(1));
	json_decref(o);
	return json;
}

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

int
zc_incident_from_json(const char *json, struct zc_incident *i)
{
	json_t *o = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	struct zc_verdict *v = &i->verdict;
	const json_t *weights, *n;
	int r = 0;

	memset(i, 0, sizeof(*i));
	if (!json_is_object(o))
		r = -EBADMSG;
	for (int k = 0; k < zc_incident_field_count && !r; k++) {
		n = json_object_get(o, zc_incident_fields[k].name);
		if (!json_is_integer(n))
			r = -EBADMSG;
		else
			zc_incident_field_set(i, &zc_incident_fields[k], json_integer_value(n));
	}
	snprintf(i->uri, sizeof(i->uri), "%s", text_of(o, "file"));
	snprintf(i->device, sizeof(i->device), "%s", text_of(o, "device"));
	v->trigger = zc_trigger_parse(text_of(o, "trigger"));
	v->cause = zc_cause_parse(text_of(o, "verdict"));
	v->also = zc_cause_parse(text_of(o, "also"));
	snprintf(v->text, sizeof(v->text), "%s", text_of(o, "text"));
	snprintf(v->hints.ran_instead, sizeof(v->hints.ran_instead), "%s",
		text_of(o, "ran_instead"));
	weights = json_object_get(o, "weights_ns");
	for (int c = 1; c < ZC_CAUSE_COUNT; c++)
		v->weight_ns[c] = json_integer_value(
			json_object_get(weights, zc_cause_name((enum zc_cause)c)));
	if (!r && !v->trigger)
		r = -EBADMSG;
	json_decref(o);
	return r;
}
