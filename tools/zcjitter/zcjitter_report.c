/* zcjitter report. */
#include <stddef.h>

#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/report/forms.h"
#include "tools/zcjitter/zcjitter_out.h"

static void
write_json(const struct zcjitter_run *run, FILE *out,
	void (*put)(const json_t *document, FILE *out))
{
	json_t *document = zcjitter_json(run);

	put(document, out);
	json_decref(document);
}

static void
write_form(enum zcjitter_form form, const struct zcjitter_run *run, FILE *out)
{
	switch (form) {
	case ZCJITTER_TEXT:
		zcjitter_text(run, out);
		break;
	case ZCJITTER_JSON:
		write_json(run, out, zcjitter_json_write);
		break;
	case ZCJITTER_CSV:
		write_json(run, out, zcjitter_csv_write);
		break;
	case ZCJITTER_HTML:
		zcjitter_html(run, out);
		break;
	case ZCJITTER_HDR:
		zcjitter_hdr(run, out);
		break;
	}
}

int
zcjitter_report(int argc, char **argv)
{
	static const struct option longs[] = { ZCJITTER_OUT_LONGS,
		{ "hdr", no_argument, NULL, 'd' }, { 0 } };
	struct zcjitter_out out = { .form = ZCJITTER_TEXT };
	struct zcjitter_run run;
	struct zc_err err;
	int o, code = ZC_EXIT_FAILED;

	opterr = 0;
	while ((o = getopt_long(argc, argv, ZCJITTER_OUT_SHORTS, longs, NULL)) != -1) {
		if (o == 'd')
			out.form = ZCJITTER_HDR;
		else if (!zcjitter_out_option(&out, o))
			return zcjitter_bad_option("report", o, argv, longs);
	}
	if (argc - optind != 1)
		return zcjitter_usage("report", "report takes one FILE");
	if (zcjitter_run_load(&run, argv[optind], &err)) {
		zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	} else if (!zcjitter_out_open(&out)) {
		write_form(out.form, &run, out.file);
		code = zcjitter_out_close(&out);
	}
	zcjitter_run_free(&run);
	return code;
}
