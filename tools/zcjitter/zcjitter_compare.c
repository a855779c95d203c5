/* zcjitter compare. */
#include <stdlib.h>

#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/report/compare.h"
#include "tools/report/forms.h"
#include "tools/zcjitter/zcjitter_out.h"

static void
write_form(enum zcjitter_form form, const struct zcjitter_comparison *c, FILE *out)
{
	json_t *document;

	switch (form) {
	case ZCJITTER_TEXT:
	case ZCJITTER_HDR:
		zcjitter_compare_text(c, out);
		return;
	case ZCJITTER_HTML:
		zcjitter_compare_html(c, out);
		return;
	case ZCJITTER_JSON:
	case ZCJITTER_CSV:
		document = zcjitter_compare_json(c);
		(form == ZCJITTER_JSON ? zcjitter_json_write : zcjitter_csv_write)(
			document, out);
		json_decref(document);
	}
}

static int
compare_files(char **files, int count, uint64_t seed, struct zcjitter_out *out)
{
	static struct zcjitter_run runs[ZCJITTER_COMPARED_MAX];
	static struct zcjitter_comparison c;
	int code = ZC_EXIT_OK, loaded;
	struct zc_err err;

	for (loaded = 0; loaded < count && code == ZC_EXIT_OK; loaded++)
		if (zcjitter_run_load(&runs[loaded], files[loaded], &err))
			code = zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	if (code == ZC_EXIT_OK)
		code = zcjitter_out_open(out);
	if (code == ZC_EXIT_OK) {
		zcjitter_comparison_make(&c, runs, count, seed);
		write_form(out->form, &c, out->file);
		code = zcjitter_out_close(out);
	}
	while (loaded > 0)
		zcjitter_run_free(&runs[--loaded]);
	return code;
}

int
zcjitter_compare(int argc, char **argv)
{
	static const struct option longs[] = { ZCJITTER_OUT_LONGS,
		{ "seed", required_argument, NULL, 's' }, { 0 } };
	struct zcjitter_out out = { .form = ZCJITTER_TEXT };
	uint64_t seed = 1;
	char *end;
	int o;

	opterr = 0;
	while ((o = getopt_long(argc, argv, ZCJITTER_OUT_SHORTS, longs, NULL)) != -1) {
		if (o == 's') {
			seed = strtoull(optarg, &end, 10);
			if (*end || end == optarg)
				return zcjitter_usage(
					"compare", "--seed %s: takes a whole number", optarg);
		} else if (!zcjitter_out_option(&out, o)) {
			return zcjitter_bad_option("compare", o, argv, longs);
		}
	}
	if (argc - optind < 2 || argc - optind > ZCJITTER_COMPARED_MAX)
		return zcjitter_usage(
			"compare", "compare takes 2 to %d FILEs", ZCJITTER_COMPARED_MAX);
	return compare_files(argv + optind, argc - optind, seed, &out);
}
