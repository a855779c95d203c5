/* Prints the findings: as a table, or as JSON with the same words. One thread. */
#include "tools/zcprobe/zcprobe.h"

#include <stdio.h>

#include "tools/common/json.h"

static void
print_checks(const struct zc_checks *c)
{
	for (int i = 0; i < c->count; i++) {
		const struct zc_check *k = &c->list[i];

		printf("  %-7s  %-13s  %s\n", zc_check_state_name(k->state), k->id, k->value);
		if (*k->remedy)
			printf("           %-13s  -> %s\n", "", k->remedy);
	}
}

/* " 1 2 6 ch", runs of more than two as " 1 to 8 ch". */
static void
print_channels(uint32_t bits)
{
	for (uint32_t ch = 1; ch <= ZC_CHANNELS_MAX; ch++) {
		uint32_t last = ch;

		if (!(bits & 1u << (ch - 1)))
			continue;
		while (last < ZC_CHANNELS_MAX && bits & 1u << last)
			last++;
		if (last - ch < 2) {
			printf(" %u", ch);
			continue;
		}
		printf(" %u to %u", ch, last);
		ch = last;
	}
	puts(" ch");
}

static void
print_caps(const struct zc_caps *caps)
{
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		const struct zc_caps_row *row = &caps->row[s];

		if (!row->channels)
			continue;
		printf("  %-7s  %-13s ", "takes", zc_sample_name((enum zc_sample)s));
		if (row->rate_max_hz)
			printf(" %u to %u Hz", row->rate_min_hz, row->rate_max_hz);
		for (int i = 0; !row->rate_max_hz && i < ZC_RATE_TABLE_LEN; i++)
			if (row->rates & 1u << i)
				printf(" %u", zc_rate_table[i]);
		printf("%s,", row->rate_max_hz ? "" : " Hz");
		print_channels(row->channels);
	}
}

static void
print_file(const struct zcprobe_file *f)
{
	char format[ZC_FMT_STR_MAX], hw[ZC_FMT_STR_MAX], reason[ZC_REASON_TEXT_MAX];

	printf("\n%s\n", f->path);
	if (f->err.code) {
		printf("  missing  %s\n", f->err.text);
		return;
	}
	print_checks(&f->checks);
	if (f->track_err.code) {
		printf("  missing  %-13s  %s\n", "plays", f->track_err.text);
		return;
	}
	printf("  %-7s  %-13s  %s, %s %s as %s\n", "info", "format", f->info.container,
		f->info.codec, zc_fmt_str(&f->info.file, format), zc_fmt_str(&f->info.hw, hw));
	*reason = 0;
	if (f->counts.reason != ZC_REASON_NONE)
		zc_reason_text(f->counts.reason, f->counts.reason_arg, f->info.codec, reason);
	printf("  %-7s  %-13s  %s%s%s\n", f->counts.path == ZC_PATH_DIRECT ? "ok" : "weak",
		"path", zc_path_name(f->counts.path), *reason ? ": " : "", reason);
}

void
zcprobe_print(const struct zcprobe_report *r)
{
	puts("System");
	print_checks(&r->system);
	for (int i = 0; i < r->device_count; i++) {
		const struct zcprobe_device *d = &r->devices[i];

		printf("\n%s  %s, %s%s%s%s\n", d->info.name, d->info.card, d->info.pcm,
			*d->info.driver ? " (" : "", d->info.driver,
			*d->info.driver ? ")" : "");
		print_caps(&d->info.caps);
		print_checks(&d->checks);
	}
	for (int i = 0; i < r->file_count; i++)
		print_file(&r->files[i]);
	printf("\nDirect path: %s\n", r->direct ? "possible"
						: "not possible; see the lines marked missing, "
						  "and the path of each file");
}

static json_t *
checks_json(const struct zc_checks *c)
{
	json_t *all = zc_json_object();

	for (int i = 0; i < c->count; i++) {
		const struct zc_check *k = &c->list[i];
		json_t *o = zc_json_object();

		zc_json_put_text(o, "state", zc_check_state_name(k->state));
		zc_json_put_text(o, "value", k->value);
		zc_json_put_text(o, "remedy", *k->remedy ? k->remedy : NULL);
		zc_json_put(all, k->id, o);
	}
	return all;
}

static json_t *
caps_json(const struct zc_caps *caps)
{
	json_t *all = zc_json_array();

	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		const struct zc_caps_row *row = &caps->row[s];
		json_t *o, *rates, *channels;

		if (!row->channels)
			continue;
		o = zc_json_object();
		rates = zc_json_array();
		channels = zc_json_array();
		for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
			if (row->rates & 1u << i)
				zc_json_append(rates, json_integer(zc_rate_table[i]));
		for (uint32_t ch = 1; ch <= ZC_CHANNELS_MAX; ch++)
			if (row->channels & 1u << (ch - 1))
				zc_json_append(channels, json_integer(ch));
		zc_json_put_text(o, "sample", zc_sample_name((enum zc_sample)s));
		zc_json_put(o, "rates_hz", rates);
		zc_json_put(o, "rate_min_hz",
			row->rate_max_hz ? json_integer(row->rate_min_hz) : json_null());
		zc_json_put(o, "rate_max_hz",
			row->rate_max_hz ? json_integer(row->rate_max_hz) : json_null());
		zc_json_put(o, "channels", channels);
		zc_json_append(all, o);
	}
	return all;
}

static json_t *
device_json(const struct zcprobe_device *d)
{
	json_t *o = zc_json_object();
	char fmt[ZC_FMT_STR_MAX];

	zc_json_put_text(o, "name", d->info.name);
	zc_json_put_text(o, "card", d->info.card);
	zc_json_put_text(o, "pcm", d->info.pcm);
	zc_json_put_text(o, "driver", d->info.driver);
	zc_json_put_bool(o, "direct", zc_checks_direct(&d->checks));
	zc_json_put_text(o, "tried_as", d->fmt.sample ? zc_fmt_str(&d->fmt, fmt) : NULL);
	zc_json_put(o, "formats", caps_json(&d->info.caps));
	zc_json_put(o, "checks", checks_json(&d->checks));
	return o;
}

static json_t *
file_json(const struct zcprobe_file *f)
{
	const char *error = f->err.code         ? f->err.text
			    : f->track_err.code ? f->track_err.text
						: NULL;
	json_t *o = zc_json_object();
	char fmt[ZC_FMT_STR_MAX];

	zc_json_put_text(o, "file", f->path);
	zc_json_put_bool(o, "direct", f->direct);
	zc_json_put_text(o, "error", error);
	zc_json_put_text(o, "container", error ? NULL : f->info.container);
	zc_json_put_text(o, "codec", error ? NULL : f->info.codec);
	zc_json_put_text(o, "format", error ? NULL : zc_fmt_str(&f->info.file, fmt));
	zc_json_put_text(o, "device_format", error ? NULL : zc_fmt_str(&f->info.hw, fmt));
	zc_json_put_text(o, "path", error ? NULL : zc_path_name(f->counts.path));
	zc_json_put_text(o, "reason", error ? NULL : zc_reason_code(f->counts.reason));
	zc_json_put(o, "checks", checks_json(&f->checks));
	return o;
}

void
zcprobe_print_json(const struct zcprobe_report *r)
{
	json_t *top = zc_json_object(), *devices = zc_json_array(), *files = zc_json_array();

	for (int i = 0; i < r->device_count; i++)
		zc_json_append(devices, device_json(&r->devices[i]));
	for (int i = 0; i < r->file_count; i++)
		zc_json_append(files, file_json(&r->files[i]));
	zc_json_put_bool(top, "direct", r->direct);
	zc_json_put(top, "system", checks_json(&r->system));
	zc_json_put(top, "devices", devices);
	zc_json_put(top, "files", files);
	zc_json_print(top, false);
}
