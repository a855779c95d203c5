/* Files that cannot be played: each is refused with the right code and a text that names it,
 * and nothing blocks. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/pipeline/source/files.h"

static struct zc_err refused; /* the last one */

static void
refuse(const char *path, const struct zc_track_conf *like, int code)
{
	struct zc_track_conf conf = like ? *like : (struct zc_track_conf){ 0 };
	struct zc_err err = { 0 };
	struct zc_track *t;

	conf.path = path;
	conf.id = 1;
	t = zc_track_open(&conf, &err);
	if (t || err.code != code)
		printf("# %s: %d %s\n", path, err.code, err.text);
	CU_ASSERT_PTR_NULL(t);
	CU_ASSERT_EQUAL(err.code, code);
	CU_ASSERT(strncmp(err.text, path, 200) == 0 || strstr(err.text, path) != NULL);
	CU_ASSERT(strchr(err.text, '\n') == NULL);
	refused = err;
	zc_track_close(t);
}

/* The same, and the error names the field. */
static void
refuse_field(const char *path, const char *words)
{
	refuse(path, NULL, -EILSEQ);
	if (!strstr(refused.text, words))
		printf("# wanted \"%s\": %s\n", words, refused.text);
	CU_ASSERT(strstr(refused.text, words) != NULL);
}

static void
other_than_regular_files_are_refused(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char at[sizeof(un.sun_path)];
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	refuse(zc_files_path("missing.wav"), NULL, -ENOENT);
	refuse(zc_files_path("missing/too.wav"), NULL, -ENOENT);
	refuse(zc_files_put("empty.wav", "", 0), NULL, -ENODATA);
	refuse(zc_files_put("empty.s16_le-44100-2.raw", "", 0), NULL, -ENODATA);
	refuse(zc_files_dir(), NULL, -EISDIR);
	refuse("/dev/null", NULL, -ENXIO);
	refuse("/dev/zero", NULL, -ENXIO);
	/* Without a writer; opening it for reading would wait for one. */
	CU_ASSERT_FATAL(mkfifo(zc_files_path("fifo.wav"), 0600) == 0);
	refuse(zc_files_path("fifo.wav"), NULL, -ENXIO);
	/* Relative, as short as a socket's path must be. */
	snprintf(at, sizeof(at), "zc-test-socket-%d", (int)getpid());
	memcpy(un.sun_path, at, sizeof(at));
	CU_ASSERT_FATAL(s >= 0 && bind(s, (struct sockaddr *)&un, sizeof(un)) == 0);
	refuse(at, NULL, -ENXIO);
	close(s);
	unlink(at);
	CU_ASSERT_FATAL(symlink("loop.wav", zc_files_path("loop.wav")) == 0);
	refuse(zc_files_path("loop.wav"), NULL, -ELOOP);
	zc_files_put("file", "x", 1);
	refuse(zc_files_path("file/below.wav"), NULL, -ENOTDIR);
}

/* Root may read everything, so this runs as another user. */
static void
unreadable_files_are_refused(void)
{
	bool root = geteuid() == 0;

	const char *path = zc_files_put("secret.wav", "RIFF", 4);

	CU_ASSERT_FATAL(chmod(path, 0) == 0);
	if (root)
		CU_ASSERT_FATAL(seteuid(65534) == 0);
	refuse(path, NULL, -EACCES);
	if (root)
		CU_ASSERT_FATAL(seteuid(0) == 0);
}

/* A WAV header whose every field can be wrong, and some samples. */
struct wav {
	char riff[4];
	uint32_t riff_bytes;
	char wave[4];
	char fmt[4];
	uint32_t fmt_bytes;
	uint16_t tag, channels;
	uint32_t rate, byte_rate;
	uint16_t frame_bytes, bits;
	char data[4];
	uint32_t data_bytes;
	uint8_t samples[400];
};

static struct wav
good_wav(void)
{
	struct wav w = { .riff = "RIFF",
		.riff_bytes = 436,
		.wave = "WAVE",
		.fmt = "fmt ",
		.fmt_bytes = 16,
		.tag = 1,
		.channels = 2,
		.rate = 44100,
		.byte_rate = 176400,
		.frame_bytes = 4,
		.bits = 16,
		.data = "data",
		.data_bytes = 400 };

	for (size_t i = 0; i < sizeof(w.samples); i++)
		w.samples[i] = (uint8_t)(i * 37 + 1);
	return w;
}

/* No field may cause a crash, a hang or a read beside the samples; absurd values are refused. */
static void
absurd_headers_are_refused(void)
{
	struct wav w = good_wav();

	zc_track_close(zc_files_open(zc_files_put("good.wav", &w, sizeof(w))));
#define ABSURD(file, words, ...)                                                               \
	do {                                                                                   \
		w = good_wav();                                                                \
		__VA_ARGS__;                                                                   \
		refuse_field(zc_files_put(file, &w, sizeof(w)), words);                        \
	} while (0)
	ABSURD("no-channels.wav", "claims 0 channels; 1 to 32", w.channels = 0;
		w.frame_bytes = 0);
	ABSURD("channels-33.wav", "claims 33 channels", w.channels = 33; w.frame_bytes = 66);
	ABSURD("channels-65535.wav", "claims 65535 channels", w.channels = 65535;
		w.frame_bytes = 65535);
	ABSURD("rate-0.wav", "claims 0 Hz; 1000 to 1536000", w.rate = 0; w.byte_rate = 0);
	ABSURD("rate-0.rifx", "claims 0 Hz", memcpy(w.riff, "RIFX", 4);
		w.riff_bytes = 0xb4010000; w.fmt_bytes = 0x10000000; w.tag = 0x100;
		w.channels = 0x200; w.rate = 0; w.frame_bytes = 0x400; w.bits = 0x1000;
		w.data_bytes = 0x90010000);
	ABSURD("rate-999.wav", "claims 999 Hz", w.rate = 999; w.byte_rate = 999 * 4);
	ABSURD("rate-2000000.wav", "claims 2000000 Hz", w.rate = 2000000;
		w.byte_rate = 8000000);
	ABSURD("rate-negative.wav", "claims 4294967295 Hz", w.rate = 0xffffffff;
		w.byte_rate = 0xffffffff);
	ABSURD("tag-unknown.wav", "names encoding 30583 (0x7777)", w.tag = 0x7777);
	ABSURD("tag-0.wav", "names encoding 0 ", w.tag = 0);
	ABSURD("float-16.wav", "claims float samples of 16 bits; they have 32 or 64",
		w.tag = 3);
	ABSURD("bits-0.wav", "claims samples of 0 bits", w.bits = 0; w.frame_bytes = 0);
	ABSURD("bits-64.wav", "claims samples of 64 bits; 8, 16, 24 and 32", w.bits = 64;
		w.frame_bytes = 16);
	ABSURD("no-data.wav", "", memcpy(w.data, "none", 4));
	ABSURD("no-fmt.wav", "has no chunk \"fmt \"", memcpy(w.fmt, "tmf ", 4));
	ABSURD("no-wave.wav", "", memcpy(w.wave, "EVAW", 4));
	ABSURD("no-riff.wav", "", memcpy(w.riff, "XXXX", 4));
#undef ABSURD
}

/* The same for other containers: the head of a file, then samples. */
static void
absurd_fields_are_named(void)
{
#define HEAD(text) text, sizeof(text) - 1
	static const struct {
		const char *name, *head;
		size_t bytes;
		const char *words;
	} cases[] = {
		{ "rate-0.au", HEAD(".snd\0\0\0\x18\0\0\x03\xe8\0\0\0\3\0\0\0\0\0\0\0\2"),
			"claims 0 Hz" },
		{ "no-channels.au",
			HEAD(".snd\0\0\0\x18\0\0\x03\xe8\0\0\0\3\0\0\xac\x44\0\0\0\0"),
			"claims 0 channels" },
		{ "encoding.au",
			HEAD(".snd\0\0\0\x18\0\0\x03\xe8\0\0\0\x63\0\0\xac\x44\0\0\0\2"),
			"names encoding 99 (0x63)" },
		{ "bits-64.aiff",
			HEAD("FORM\0\0\4\x36"
			     "AIFFCOMM\0\0\0\x12\0\2\0\0\0\xfa\0\x40\x40\x0e\xac\x44\0\0\0\0\0"
			     "\0"
			     "SSND\0\0\3\xf0\0\0\0\0\0\0\0\0"),
			"claims samples of 64 bits" },
		{ "no-comm.aiff",
			HEAD("FORM\0\0\3\xfc"
			     "AIFFSSND\0\0\3\xf0\0\0\0\0\0\0\0\0"),
			"has no chunk \"COMM\"" },
		{ "rate-0.caf",
			HEAD("caff\0\1\0\0desc\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0\0lpcm\0\0\0\2"
			     "\0\0\0\4\0\0\0\1\0\0\0\2\0\0\0\x10"
			     "data\0\0\0\0\0\0\3\xec\0\0\0\0"),
			"claims 0 Hz" },
		{ "float-16.caf",
			HEAD("caff\0\1\0\0desc\0\0\0\0\0\0\0\x20\x40\xe5\x88\x80\0\0\0\0lpcm\0"
			     "\0\0\3"
			     "\0\0\0\4\0\0\0\1\0\0\0\2\0\0\0\x10"
			     "data\0\0\0\0\0\0\3\xec\0\0\0\0"),
			"claims float samples of 16 bits" },
	};
#undef HEAD
	uint8_t file[1100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(file, 1, sizeof(file));
		memcpy(file, cases[i].head, cases[i].bytes);
		refuse_field(zc_files_put(cases[i].name, file, cases[i].bytes + 1000),
			cases[i].words);
	}
}

static void
noise_is_refused(void)
{
	uint8_t noise[65536];
	unsigned int state = 5;
	char file[32];

	for (int i = 0; i < 20; i++) {
		for (size_t j = 0; j < sizeof(noise); j++)
			noise[j] = (uint8_t)(rand_r(&state) >> 7);
		/* So that no decoder mistakes it for one of its streams. */
		memcpy(noise, "\x01\x02\x03\x04", 4);
		snprintf(file, sizeof(file), "noise%d.%s", i, i % 2 ? "flac" : "wav");
		refuse(zc_files_put(file, noise, i ? sizeof(noise) >> (i % 8) : 1), NULL,
			-EILSEQ);
	}
	refuse(zc_files_put("text.wav", "This is no sound file.\n", 23), NULL, -EILSEQ);
}

static void
headerless_files_need_a_format(void)
{
	struct zc_track_conf conf = { .raw = { ZC_S16_LE, 2, 48000 } };
	struct zc_err err = { 0 };
	struct zc_track *t;

	refuse(zc_files_put("x.raw", "123456789", 9), NULL, -EILSEQ);
	refuse(zc_files_put("x.s17_le-44100-2.raw", "123456789", 9), NULL, -EILSEQ);
	refuse(zc_files_put("x.s16_le-44100-0.raw", "123456789", 9), NULL, -EILSEQ);
	refuse(zc_files_put("x.s16_le-44100-33.raw", "123456789", 9), NULL, -EILSEQ);
	refuse(zc_files_put("x.s16_le-44100-2x.raw", "123456789", 9), NULL, -EILSEQ);
	refuse(zc_files_put("x.s16_le-44100-2.raw", "123", 3), NULL, -ENODATA);
	conf.path = zc_files_put("y.pcm", "123456789", 9);
	conf.id = 1;
	t = zc_track_open(&conf, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	CU_ASSERT_EQUAL(zc_track_info(t)->frames, 2);
	CU_ASSERT_STRING_EQUAL(
		zc_track_info(t)->note, "the last 1 bytes are not a whole frame");
	CU_ASSERT_EQUAL(zc_track_info(t)->file.rate_hz, 48000);
	zc_track_close(t);
}

static void
errors_list_accepted_formats(void)
{
	struct zc_caps caps = { 0 };
	struct zc_track_conf conf = { .caps = &caps, .id = 1 };
	struct zc_err err;

	caps.row[ZC_S16_LE] = (struct zc_caps_row){ .channels = 1u << 1, .rates = 3u << 5 };
	conf.path = zc_files_write(zc_files_case("rate96000.wav"), NULL);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "96000 Hz, and the device takes 44100 48000;"));
	conf.path = zc_files_write(zc_files_case("ch6-s16.wav"), NULL);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "6 channels, and the device takes 2;"));
	conf.path = zc_files_write(zc_files_case("wav-s24"), NULL);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		err.text, "24 bits a sample, and the device takes S16_LE at this rate;"));
	caps.row[ZC_S16_LE] = (struct zc_caps_row){
		.channels = 1u << 1, .rate_min_hz = 4000, .rate_max_hz = 48000
	};
	conf.path = zc_files_write(zc_files_case("rate96000.wav"), NULL);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the device takes 4000 to 48000;"));
	memset(&caps, 0, sizeof(caps));
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the device takes nothing;"));
}

ZC_UNIT_MAIN("source_bad", { "begin", zc_files_begin },
	{ "other than regular files are refused", other_than_regular_files_are_refused },
	{ "unreadable files are refused", unreadable_files_are_refused },
	{ "absurd headers are refused", absurd_headers_are_refused },
	{ "absurd fields are named", absurd_fields_are_named },
	{ "noise is refused", noise_is_refused },
	{ "headerless files need a format", headerless_files_need_a_format },
	{ "errors list the formats the device accepts", errors_list_accepted_formats },
	{ "end", zc_files_end })
