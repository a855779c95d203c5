/* zcjitter lab: plays the file round after round under each setting, in shuffled order. */
#include "tools/zcjitter/zcjitter_lab.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/device.h"
#include "tools/common/parse.h"
#include "tools/lab/load.h"
#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/report/forms.h"
#include "tools/zcjitter/zcjitter_out.h"

#define ROUNDS 8
#define RING_MS 2000

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	stop = sig;
}

static int
play_round(struct zcjitter_lab *lab, int round, struct zcjitter_random *random)
{
	int order[ZCJITTER_SETTINGS], count = 0;
	struct zc_err err = { 0 };
	struct zc_lab_load load;
	int code = ZC_EXIT_OK;

	for (int s = 0; s < ZCJITTER_SETTINGS; s++)
		if (lab->used[s])
			order[count++] = s;
	for (int i = count - 1; i > 0; i--) {
		int k = (int)zcjitter_random_below(random, (size_t)i + 1), swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
	if (zc_lab_load_start(&load, lab->loads, lab->file, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	for (int i = 0; i < count && !code; i++) {
		fprintf(stderr, "round %d of %d: %s\n", round + 1, lab->rounds,
			zcjitter_settings[order[i]].name);
		if (zcjitter_lab_play(lab, order[i], round, &err))
			code = zcjitter_error(ZC_EXIT_FAILED, "%s: %s",
				zcjitter_settings[order[i]].name, err.text);
		if (stop)
			code = zcjitter_error(ZC_EXIT_FAILED, "interrupted");
	}
	zc_lab_load_stop(&load);
	return code;
}

static int
play_all(struct zcjitter_lab *lab)
{
	struct zcjitter_random random = { lab->seed };
	struct zc_err err;
	int code = ZC_EXIT_OK;

	if (zc_lab_folder_make(lab->folder, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);

	for (int round = 0; round < lab->rounds && !code; round++)
		code = play_round(lab, round, &random);
	zc_lab_folder_remove(lab->folder);
	return code;
}

static int
write_result(const struct zcjitter_lab *lab, struct zcjitter_out *out)
{
	json_t *document;

	if (out->form == ZCJITTER_TEXT) {
		zcjitter_lab_text(lab, out->file);
	} else if (out->form == ZCJITTER_HTML) {
		zcjitter_lab_html(lab, out->file);
	} else {
		document = zcjitter_lab_json(lab);
		(out->form == ZCJITTER_JSON ? zcjitter_json_write : zcjitter_csv_write)(
			document, out->file);
		json_decref(document);
	}
	return zcjitter_out_close(out);
}

static int
unknown_setting(const char *word)
{
	char names[128] = "";
	size_t len = 0;

	for (int s = 1; s < ZCJITTER_SETTINGS; s++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s",
			s == 1 ? "" : ", ", zcjitter_settings[s].name);
	return zcjitter_usage("lab", "--settings %s: takes some of %s", word, names);
}

/* The settings of the list, and the first one, which they are compared with. */
static int
choose_settings(struct zcjitter_lab *lab, char *list)
{
	char *word, *save;

	memset(lab->used, 0, sizeof(lab->used));
	lab->used[0] = true;
	for (word = strtok_r(list, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		int s = 0;

		while (s < ZCJITTER_SETTINGS && strcmp(word, zcjitter_settings[s].name) != 0)
			s++;
		if (s == ZCJITTER_SETTINGS)
			return unknown_setting(word);
		lab->used[s] = true;
	}
	return ZC_EXIT_OK;
}

static int
check_loads(const char *loads)
{
	static const char *const known[] = { "memory", "disk", "cpu" };

	for (const char *at = loads; *at;) {
		size_t n = strcspn(at, ","), k = 0;

		while (k < 3 && (strlen(known[k]) != n || strncmp(at, known[k], n) != 0))
			k++;
		if (k == 3)
			return zcjitter_usage("lab",
				"--load %.*s: takes some of memory, disk, cpu", (int)n, at);
		at += n + (at[n] == ',');
	}
	return ZC_EXIT_OK;
}

static int
parse(struct zcjitter_lab *lab, struct zcjitter_out *out, int argc, char **argv)
{
	static const struct option longs[] = { ZCJITTER_OUT_LONGS,
		{ "device", required_argument, NULL, 'd' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ "load", required_argument, NULL, 'l' },
		{ "settings", required_argument, NULL, 'S' },
		{ "ring-ms", required_argument, NULL, 'R' },
		{ "keep", required_argument, NULL, 'k' }, { 0 } };
	int o, code = ZC_EXIT_OK;
	long n = ROUNDS;

	opterr = 0;
	while (!code &&
		(o = getopt_long(argc, argv, ZCJITTER_OUT_SHORTS "d:", longs, NULL)) != -1) {
		switch (o) {
		case 'd':
			lab->device = optarg;
			break;
		case 'r':
			if (zc_parse_int(optarg, 1, ZCJITTER_ROUNDS_MAX, &n))
				code = zcjitter_usage("lab",
					"--rounds %s: takes a number from 1 to %d", optarg,
					ZCJITTER_ROUNDS_MAX);
			lab->rounds = (int)n;
			break;
		case 's':
			if (zc_parse_int(optarg, 0, INT32_MAX, &n))
				code = zcjitter_usage(
					"lab", "--seed %s: takes a whole number", optarg);
			lab->seed = (uint64_t)n;
			break;
		case 'l':
			lab->loads = optarg;
			code = check_loads(optarg);
			break;
		case 'S':
			code = choose_settings(lab, optarg);
			break;
		case 'R':
			if (zc_parse_int(optarg, 10, 60000, &n))
				code = zcjitter_usage("lab",
					"--ring-ms %s: takes a number from 10 to 60000",
					optarg);
			lab->sink.ring_ms = (uint32_t)n;
			break;
		case 'k':
			lab->keep = optarg;
			break;
		default:
			if (!zcjitter_out_option(out, o))
				code = zcjitter_bad_option("lab", o, argv, longs);
		}
	}
	if (!code && argc - optind != 1)
		code = zcjitter_usage("lab", "lab takes one FILE");
	return code;
}

/* The copying player plays by way of ALSA, which the simulated DAC is no part of. */
static int
check_device(struct zcjitter_lab *lab, struct zc_device_info *device)
{
	struct zc_err err;

	if (zc_device_find(lab->device, device, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	lab->device = device->name;
	if (!strcmp(device->name, "sim") && lab->used[1]) {
		fputs("zcjitter: sim is not a sound card: the copying player is left out\n",
			stderr);
		lab->used[1] = false;
	}
	return ZC_EXIT_OK;
}

static int
check_keep(const struct zcjitter_lab *lab)
{
	if (!lab->keep || !access(lab->keep, W_OK | X_OK))
		return ZC_EXIT_OK;
	return zcjitter_error(ZC_EXIT_FAILED, "--keep %s: %s", lab->keep, strerror(errno));
}

int
zcjitter_lab(int argc, char **argv)
{
	static struct zcjitter_lab lab = { .device = "auto",
		.sink = { .ring_ms = RING_MS },
		.rounds = ROUNDS,
		.seed = 1,
		.loads = "" };
	struct sigaction act = { .sa_handler = on_signal };
	struct zcjitter_out out = { .form = ZCJITTER_TEXT };
	struct zc_device_info device;
	char *file;
	int code;

	memset(lab.used, true, sizeof(lab.used));
	code = parse(&lab, &out, argc, argv);
	if (code)
		return code;
	file = realpath(argv[optind], NULL);
	if (!file)
		return zcjitter_error(ZC_EXIT_FAILED, "%s: %s", argv[optind], strerror(errno));
	lab.file = file;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	code = check_device(&lab, &device);
	/* Checked before anything is played, so that a wrong name shows at once. */
	if (!code)
		code = check_keep(&lab);
	if (!code)
		code = zcjitter_out_open(&out);
	if (!code) {
		code = play_all(&lab);
		if (code)
			zcjitter_out_discard(&out);
		else
			code = write_result(&lab, &out);
	}
	free(file);
	return code;
}
