/* Fuzzing without libFuzzer: `fuzz_meta [SEED [COUNT]]` damages COUNT files by a seeded
 * generator. The files are those that libsndfile writes with tags, and ID3v2 tags of each version
 * with texts and a picture, alone and as chunks of WAV and AIFF. */
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz_drive.h"
#include "tests/gen.h"

#define COUNT 20000u
#define SAMPLES 8
#define SAMPLE_MAX 16384
/* The part to damage: tags are at the start; those of Ogg follow a page of less than 100 bytes. */
#define HEAD_BYTES 512

static uint8_t sample[SAMPLES][SAMPLE_MAX];
static size_t sample_len[SAMPLES];

static size_t
sound_file(uint8_t *to, int format)
{
	SF_INFO info = { .samplerate = 48000, .channels = 1, .format = format };
	short silence[64] = { 0 };
	int fd = memfd_create("sample", MFD_CLOEXEC);
	SNDFILE *sf = fd < 0 ? NULL : sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	ssize_t n;

	if (!sf || sf_set_string(sf, SF_STR_TITLE, "A title") ||
		sf_set_string(sf, SF_STR_ARTIST, "Somebody") ||
		sf_write_short(sf, silence, 64) != 64 || sf_close(sf))
		abort();
	n = pread(fd, to, SAMPLE_MAX, 0);
	close(fd);
	return (size_t)n;
}

/* Writes a tag to a zeroed buffer. Every frame is shorter than 128 bytes: such a length is the
 * same last byte in all versions. */
static size_t
id3(uint8_t *to, uint8_t version)
{
	static const uint8_t text[] = "\3An artist", utf16[] = "\1\xff\xfe\x41\0\x42\0";
	static const uint8_t picture[] = "\0image/png\0\3\0a picture \xff\0 with a zero";
	static const uint8_t old_picture[] = "\0PNG\3\0a picture \xff\0 with a zero";
	const struct {
		const char *id, *old_id;
		const uint8_t *body, *old_body;
		size_t len, old_len;
	} frames[] = {
		{ "TPE2", "TP2", text, text, sizeof(text) - 1, sizeof(text) - 1 },
		{ "TCOM", "TCM", utf16, utf16, sizeof(utf16) - 1, sizeof(utf16) - 1 },
		{ "APIC", "PIC", picture, old_picture, sizeof(picture) - 1,
			sizeof(old_picture) - 1 },
	};
	size_t len = 10, id_len = version == 2 ? 3 : 4, size_len = version == 2 ? 3 : 4;

	memcpy(to, "ID3", 3);
	to[3] = version;
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		bool old = version == 2;
		size_t body_len = old ? frames[i].old_len : frames[i].len;

		memcpy(to + len, old ? frames[i].old_id : frames[i].id, id_len);
		to[len + id_len + size_len - 1] = (uint8_t)body_len;
		len += id_len + size_len + (old ? 0 : 2);
		memcpy(to + len, old ? frames[i].old_body : frames[i].body, body_len);
		len += body_len;
	}
	to[8] = (uint8_t)((len - 10) >> 7);
	to[9] = (uint8_t)((len - 10) & 0x7f);
	return len;
}

/* A file whose only chunk is an ID3v2 tag. */
static size_t
chunk(uint8_t *to, const char *form, bool big_endian)
{
	size_t len = id3(to + 20, 4);

	memcpy(to, form, 12);
	memcpy(to + 12, "ID3 ", 4);
	memset(to + 16, 0, 4);
	to[big_endian ? 19 : 16] = (uint8_t)len;
	return 20 + len;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : COUNT;
	static uint8_t bytes[SAMPLE_MAX];

	sample_len[0] = sound_file(sample[0], SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
	sample_len[1] = sound_file(sample[1], SF_FORMAT_OGG | SF_FORMAT_VORBIS);
	sample_len[2] = sound_file(sample[2], SF_FORMAT_OGG | SF_FORMAT_OPUS);
	for (int i = 3; i < 6; i++)
		sample_len[i] = id3(sample[i], (uint8_t)(i - 1));
	sample_len[6] = chunk(sample[6], "RIFF\0\0\0\0WAVE", false);
	sample_len[7] = chunk(sample[7], "FORM\0\0\0\0AIFF", true);
	zc_fuzz_begin();
	printf("1..1\n");
	for (unsigned int n = 0; n < count; n++) {
		uint64_t state = zc_fuzz_input(seed, n);
		size_t from = n % SAMPLES, len = sample_len[from];

		memcpy(bytes, sample[from], len);
		zc_gen_random(&state);
		zc_fuzz_run(bytes, zc_fuzz_damage(bytes, len, HEAD_BYTES, &state));
	}
	printf("ok 1 - fuzz_meta: %u damaged files\n", count);
	return 0;
}
