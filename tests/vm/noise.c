/* Writes a sound file of noise, different for each seed: `noise FILE FRAMES CHANNELS RATE BITS
 * SEED`. The name's suffix makes it FLAC or MP3, else it is WAV; ".wavex" has a header of 80
 * bytes instead of 44. No sample is zero, so the file neither begins nor ends with silence. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sndfile.h>

int
main(int argc, char **argv)
{
	SF_INFO info = { 0 };
	SNDFILE *file;
	uint64_t state;
	long frames, bits, written = 0;
	int frame[32];

	if (argc != 7) {
		fprintf(stderr, "usage: noise FILE FRAMES CHANNELS RATE BITS SEED\n");
		return 2;
	}
	frames = atol(argv[2]);
	info.channels = atoi(argv[3]);
	info.samplerate = atoi(argv[4]);
	bits = atol(argv[5]);
	state = strtoull(argv[6], NULL, 10) * 2 + 1;
	info.format = strstr(argv[1], ".flac")    ? SF_FORMAT_FLAC
		      : strstr(argv[1], ".wavex") ? SF_FORMAT_WAVEX
						  : SF_FORMAT_WAV;
	if (strstr(argv[1], ".mp3"))
		info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
	else
		info.format |= bits == 16   ? SF_FORMAT_PCM_16
			       : bits == 24 ? SF_FORMAT_PCM_24
					    : SF_FORMAT_PCM_32;
	if (info.channels > 32 || !(file = sf_open(argv[1], SFM_WRITE, &info))) {
		fprintf(stderr, "noise: %s: %s\n", argv[1], sf_strerror(NULL));
		return EXIT_FAILURE;
	}
	for (; written < frames; written++) {
		for (int c = 0; c < info.channels; c++) {
			/* A linear congruence; its upper bits are random enough. */
			state = state * 6364136223846793005u + 1442695040888963407u;
			frame[c] = (int)(uint32_t)(state >> 32) & (int)(~0u << (32 - bits));
			if (frame[c] == 0)
				frame[c] = 1 << (32 - bits);
		}
		if (sf_writef_int(file, frame, 1) != 1)
			break;
	}
	if (sf_close(file) || written < frames) {
		fprintf(stderr, "noise: cannot write %s\n", argv[1]);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
