/* The table of sound files. */
#include <sndfile.h>

#include "tests/gen.h"

#define FRAMES 3001

#define WAV(file, sample, ch, hz, n, header, lead, trail)                                      \
	{                                                                                      \
		file ".wav", ZC_GEN_WAV, 0, { sample, ch, hz }, n, header, lead, trail, true,  \
			true, false                                                            \
	}
#define RAW(spec, sample, ch, hz, n)                                                           \
	{                                                                                      \
		"raw." spec ".raw", ZC_GEN_RAW, 0, { sample, ch, hz }, n, 0, 0, 0, true, true, \
			false                                                                  \
	}
#define PLAIN(file, sf, sample, trail)                                                         \
	{                                                                                      \
		file, ZC_GEN_SNDFILE, sf, { sample, 2, 44100 }, FRAMES, 0, 0, trail, true,     \
			true, false                                                            \
	}
#define CODEC(file, sf, sample, ch, hz, n, exact, lossy)                                       \
	{                                                                                      \
		file, ZC_GEN_SNDFILE, sf, { sample, ch, hz }, n, 0, 0, 0, false, exact, lossy  \
	}

/* Every sample width of the little-endian containers of the RIFF family. */
#define RIFF_WIDTHS(name, major)                                                               \
	PLAIN(name "-u8", (major) | SF_FORMAT_PCM_U8, ZC_U8, 0),                               \
		PLAIN(name "-s16", (major) | SF_FORMAT_PCM_16, ZC_S16_LE, 0),                  \
		PLAIN(name "-s24", (major) | SF_FORMAT_PCM_24, ZC_S24_3LE, 0),                 \
		PLAIN(name "-s32", (major) | SF_FORMAT_PCM_32, ZC_S32_LE, 0),                  \
		PLAIN(name "-float", (major) | SF_FORMAT_FLOAT, ZC_FLOAT_LE, 0),               \
		PLAIN(name "-double", (major) | SF_FORMAT_DOUBLE, ZC_FLOAT64_LE, 0)

/* Every sample width of the containers that have both byte orders. */
#define EITHER_WIDTHS(name, major, E)                                                          \
	PLAIN(name "-s8", (major) | SF_FORMAT_PCM_S8, ZC_S8, 0),                               \
		PLAIN(name "-s16", (major) | SF_FORMAT_PCM_16, ZC_S16_##E, 0),                 \
		PLAIN(name "-s24", (major) | SF_FORMAT_PCM_24, ZC_S24_3##E, 0),                \
		PLAIN(name "-s32", (major) | SF_FORMAT_PCM_32, ZC_S32_##E, 0),                 \
		PLAIN(name "-float", (major) | SF_FORMAT_FLOAT, ZC_FLOAT_##E, 0),              \
		PLAIN(name "-double", (major) | SF_FORMAT_DOUBLE, ZC_FLOAT64_##E, 0)

#define CHANNELS(n)                                                                            \
	WAV("ch" #n "-s16", ZC_S16_LE, n, 48000, FRAMES, 44, 0, 0),                            \
		WAV("ch" #n "-s24", ZC_S24_3LE, n, 96000, FRAMES, 80, 0, 0),                   \
		WAV("ch" #n "-s32", ZC_S32_LE, n, 192000, FRAMES, 80, 0, 0)

#define RATE(hz) WAV("rate" #hz, ZC_S16_LE, 2, hz, FRAMES, 44, 0, 0)

#define LENGTH(n)                                                                              \
	WAV("len" #n "-s16", ZC_S16_LE, 2, 44100, n, 44, 0, 0),                                \
		WAV("len" #n "-s24", ZC_S24_3LE, 2, 44100, n, 44, 0, 0)

#define ODD_HEADER(header)                                                                     \
	WAV("head" #header "-s16", ZC_S16_LE, 2, 44100, FRAMES, header, 0, 0),                 \
		WAV("head" #header "-s24", ZC_S24_3LE, 2, 44100, FRAMES, header, 0, 0),        \
		WAV("head" #header "-mono-u8", ZC_U8, 1, 22050, FRAMES, header, 0, 0),         \
		WAV("head" #header "-float", ZC_FLOAT_LE, 2, 44100, FRAMES, header, 0, 0),     \
		WAV("head" #header "-lead", ZC_S16_LE, 2, 44100, FRAMES, header, 1000, 0),     \
		WAV("head" #header "-megabyte", ZC_S16_LE, 2, 44100, FRAMES, header, 1048576,  \
			0),                                                                    \
		WAV("head" #header "-trail", ZC_S16_LE, 2, 44100, FRAMES, header, 0, 100000)

const struct zc_gen_case zc_gen_cases[] = {
	ODD_HEADER(44),
	ODD_HEADER(46),
	ODD_HEADER(58),
	ODD_HEADER(80),
	WAV("lead1", ZC_S16_LE, 2, 44100, FRAMES, 44, 1, 0),
	WAV("lead2", ZC_S16_LE, 2, 44100, FRAMES, 44, 2, 0),
	WAV("lead-to-block", ZC_S16_LE, 2, 44100, FRAMES, 44, 512 - 44 - 8, 0),
	WAV("trail1", ZC_S16_LE, 2, 44100, FRAMES, 44, 0, 1),
	WAV("trail-odd-data", ZC_U8, 1, 44100, FRAMES, 44, 0, 400),
	WAV("lead-and-trail", ZC_S32_LE, 2, 384000, FRAMES, 80, 4096, 4096),
	WAV("rifx-s16", ZC_S16_BE, 2, 44100, FRAMES, 44, 0, 0),
	WAV("rifx-s24", ZC_S24_3BE, 2, 44100, FRAMES, 44, 0, 0),
	WAV("rifx-s32", ZC_S32_BE, 2, 44100, FRAMES, 44, 0, 0),

	RIFF_WIDTHS("wav", SF_FORMAT_WAV),
	RIFF_WIDTHS("wavex", SF_FORMAT_WAVEX),
	RIFF_WIDTHS("rf64", SF_FORMAT_RF64),
	RIFF_WIDTHS("w64", SF_FORMAT_W64),
	EITHER_WIDTHS("aiff", SF_FORMAT_AIFF, BE),
	PLAIN("aiff-u8", SF_FORMAT_AIFF | SF_FORMAT_PCM_U8, ZC_U8, 0),
	PLAIN("aiff-title-behind", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, ZC_S16_BE, 1),
	PLAIN("sowt-s16", SF_FORMAT_AIFF | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16, ZC_S16_LE, 0),
	PLAIN("sowt-s24", SF_FORMAT_AIFF | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_24, ZC_S24_3LE, 0),
	PLAIN("sowt-s32", SF_FORMAT_AIFF | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_32, ZC_S32_LE, 0),
	EITHER_WIDTHS("au-be", SF_FORMAT_AU, BE),
	EITHER_WIDTHS("au-le", SF_FORMAT_AU | SF_ENDIAN_LITTLE, LE),
	EITHER_WIDTHS("caf-be", SF_FORMAT_CAF, BE),
	EITHER_WIDTHS("caf-le", SF_FORMAT_CAF | SF_ENDIAN_LITTLE, LE),
	PLAIN("caf-title-behind", SF_FORMAT_CAF | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16,
		ZC_S16_LE, 1),
	RAW("u8-44100-2", ZC_U8, 2, 44100, FRAMES),
	RAW("s8-44100-2", ZC_S8, 2, 44100, FRAMES),
	RAW("s16_le-44100-2", ZC_S16_LE, 2, 44100, FRAMES),
	RAW("S16_BE-44100-2", ZC_S16_BE, 2, 44100, FRAMES),
	RAW("s24_3le-96000-6", ZC_S24_3LE, 6, 96000, FRAMES),
	RAW("s24_3be-96000-2", ZC_S24_3BE, 2, 96000, FRAMES),
	RAW("s24_le-96000-2", ZC_S24_LE, 2, 96000, FRAMES),
	RAW("s32_le-192000-2", ZC_S32_LE, 2, 192000, FRAMES),
	RAW("s32_be-192000-2", ZC_S32_BE, 2, 192000, FRAMES),
	RAW("float_le-48000-2", ZC_FLOAT_LE, 2, 48000, FRAMES),
	RAW("float_be-48000-2", ZC_FLOAT_BE, 2, 48000, FRAMES),
	RAW("float64_le-48000-2", ZC_FLOAT64_LE, 2, 48000, FRAMES),
	RAW("float64_be-48000-2", ZC_FLOAT64_BE, 2, 48000, FRAMES),

	CHANNELS(1),
	CHANNELS(2),
	CHANNELS(3),
	CHANNELS(4),
	CHANNELS(5),
	CHANNELS(6),
	CHANNELS(7),
	CHANNELS(8),

	RATE(8000),
	RATE(11025),
	RATE(16000),
	RATE(22050),
	RATE(32000),
	RATE(44100),
	RATE(48000),
	RATE(64000),
	RATE(88200),
	RATE(96000),
	RATE(176400),
	RATE(192000),
	RATE(352800),
	RATE(384000),
	RATE(705600),
	RATE(768000),

	/* One frame; then lengths around a disk block, a page, a read-ahead block and a ring of two
	 * seconds, with and without the header: just below, exactly, just above. */
	LENGTH(1),
	LENGTH(2),
	LENGTH(116),
	LENGTH(117),
	LENGTH(118),
	LENGTH(127),
	LENGTH(128),
	LENGTH(129),
	LENGTH(1012),
	LENGTH(1013),
	LENGTH(1014),
	LENGTH(1023),
	LENGTH(1024),
	LENGTH(1025),
	LENGTH(65525),
	LENGTH(65535),
	LENGTH(65536),
	LENGTH(88199),
	LENGTH(88200),
	LENGTH(88201),

	CODEC("flac-s8.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, ZC_S8, 2, 44100, 20000, true,
		false),
	CODEC("flac-s16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, ZC_S16_LE, 2, 44100, 100001,
		true, false),
	CODEC("flac-s16-mono.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, ZC_S16_LE, 1, 22050, 1,
		true, false),
	CODEC("flac-s24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, ZC_S24_3LE, 2, 96000, 50000,
		true, false),
	CODEC("flac-s24-8ch.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, ZC_S24_3LE, 8, 192000,
		9999, true, false),
	CODEC("alac-16.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, ZC_S16_LE, 2, 44100, 20000,
		true, false),
	CODEC("alac-24.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_24, ZC_S24_3LE, 2, 96000, 20000,
		true, false),
	CODEC("alac-32.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_32, ZC_S32_LE, 2, 96000, 20000,
		true, false),
	CODEC("ulaw.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, ZC_S16_LE, 1, 8000, 10000, false,
		false),
	CODEC("alaw.au", SF_FORMAT_AU | SF_FORMAT_ALAW, ZC_S16_LE, 2, 8000, 10000, false,
		false),
	CODEC("ima-adpcm.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, ZC_S16_LE, 2, 22050, 10000,
		false, false),
	CODEC("ms-adpcm.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, ZC_S16_LE, 2, 22050, 10000,
		false, false),
	CODEC("gsm.wav", SF_FORMAT_WAV | SF_FORMAT_GSM610, ZC_S16_LE, 1, 8000, 3200, false,
		false),
	CODEC("dwvw-24.aiff", SF_FORMAT_AIFF | SF_FORMAT_DWVW_24, ZC_S24_3LE, 1, 44100, 10000,
		true, false),
	CODEC("vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, ZC_FLOAT_LE, 2, 44100, 100000,
		false, true),
	CODEC("vorbis-5ch.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, ZC_FLOAT_LE, 5, 48000, 30000,
		false, true),
	CODEC("opus.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, ZC_FLOAT_LE, 2, 48000, 100000, false,
		true),
	CODEC("mp3.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, ZC_FLOAT_LE, 2, 44100,
		100000, false, true),
	CODEC("mp3-mono.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, ZC_FLOAT_LE, 1, 48000,
		30000, false, true),
};

const int zc_gen_case_count = sizeof(zc_gen_cases) / sizeof(zc_gen_cases[0]);
