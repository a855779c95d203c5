/* Writes recordings for tests, with the same bytes every time: `recordings NAME FILE`.
 *
 *	calm		2000 wake-ups, half of them by deadlines, half by periods; three tracks
 *	loaded		as many that are slower, with an underrun, lost records and two incidents
 *	still		no wake-ups
 *	cut		like calm, without the last quarter of the file
 *	halting		a clock that stands still between wake-ups; a longer ring in the second
 *			half; an incident at record 501, with the system's clock set back by an
 *			hour
 *	million		a million wake-ups */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/recording.h"
#include "tests/gen.h"

#define RATE_HZ 44100u
#define CAPACITY 88200u
#define STEP_FRAMES 11025u
#define DAC_PPM 37.5
#define BLOCK 1000
#define HALT_NS 2000000

struct kind {
	const char *name;
	size_t wakes;
	uint32_t slow; /* all times are this many times those of `calm` */
	bool bad, cut, halting;
};

static const struct kind kinds[] = { { .name = "calm", 2000, 1 },
	{ .name = "loaded", 2000, 3, .bad = true }, { .name = "still", 0, 1 },
	{ .name = "cut", 2000, 1, .cut = true },
	{ .name = "halting", 2000, 1, .halting = true }, { .name = "million", 1000000, 1 } };

static const char meta[] =
	"{\"machine\":{\"kernel\":\"6.1.0-test\",\"preempt\":\"PREEMPT_DYNAMIC\",\"cpu\":"
	"\"Testing CPU\",\"cpus\":2,\"governor\":\"performance\",\"clock_source\":\"tsc\"},"
	"\"daemon\":{\"device\":\"hw:CARD=Test,DEV=0\",\"engine\":\"SCHED_FIFO 60, locked\"}}";

static const char *const tracks[] = {
	"{\"file\":\"album/<one> & \\\"two\\\".wav\",\"id\":1,\"result\":\"ok\",\"path\":"
	"\"direct\",\"reason\":\"ring-fixed\",\"reason_text\":\"pinnable ring, registered, "
	"512-byte DIO\",\"bit_exact\":true,\"file_format\":\"S16_LE 44100 Hz 2 ch\","
	"\"hw_format\":\"S16_LE 44100 Hz 2 ch\",\"container\":\"WAV\",\"codec\":\"PCM_16\","
	"\"frames\":9040500,\"frames_played\":9040500,\"payload_bytes\":36162000,"
	"\"bytes_direct\":36161536,\"bytes_copied\":464,\"bytes_decoded\":0,\"xruns\":0,"
	"\"lead_in_frames\":117,\"device\":\"hw:CARD=Test,DEV=0\",\"ring_frames\":88064,"
	"\"period_frames\":8192,\"data_offset\":44,\"mem_align\":4,\"off_align\":512}",
	"{\"file\":\"album/three.flac\",\"id\":2,\"result\":\"ok\",\"path\":\"decoded\","
	"\"reason\":\"codec\",\"reason_text\":\"format FLAC\",\"bit_exact\":true,"
	"\"file_format\":\"S16_LE 44100 Hz 2 ch\",\"hw_format\":\"S32_LE 44100 Hz 2 ch\","
	"\"container\":\"FLAC\",\"codec\":\"FLAC\",\"frames\":441000,\"frames_played\":441000,"
	"\"payload_bytes\":3528000,\"bytes_direct\":0,\"bytes_copied\":0,\"bytes_decoded\":"
	"3528000,\"xruns\":0,\"lead_in_frames\":0}",
	"{\"file\":\"album/four.wav\",\"id\":3,\"result\":\"failed\",\"error\":\"reading "
	"failed: Input/output error\",\"path\":\"staged\",\"reason\":\"ring-not-pinnable\","
	"\"reason_text\":\"ring not pinnable (EFAULT)\",\"bit_exact\":true,\"file_format\":"
	"\"S16_LE 44100 Hz 2 ch\",\"hw_format\":\"S16_LE 44100 Hz 2 ch\",\"container\":\"WAV\","
	"\"codec\":\"PCM_16\",\"frames\":441000,\"frames_played\":22050,\"payload_bytes\":"
	"1764000,\"bytes_direct\":0,\"bytes_copied\":88200,\"bytes_decoded\":0,\"xruns\":1,"
	"\"lead_in_frames\":0}"
};

/* A time with a long tail: the product of two uniform numbers, and rarely 40 times that. */
static int64_t
scatter(uint64_t *state, int64_t usual_ns)
{
	uint64_t v = (uint64_t)(zc_gen_random(state) % 1000) * (zc_gen_random(state) % 1000);
	uint64_t rare = zc_gen_random(state) % 997 ? 1 : 40;

	return (int64_t)((uint64_t)usual_ns / 4 + (uint64_t)usual_ns * v / 250000) *
	       (int64_t)rare;
}

static void
make_wake(const struct kind *k, size_t i, uint64_t *state, struct zc_wake *w)
{
	uint64_t lost = k->bad && i >= 700 ? 3 : 0;
	uint64_t frames = (uint64_t)(i + 1) * STEP_FRAMES;
	int64_t due_ns =
		10000000000 + (int64_t)((double)frames * 1e9 / RATE_HZ / (1 + DAC_PPM * 1e-6));
	bool period = i >= k->wakes / 2;

	if (k->halting)
		due_ns += (int64_t)i * HALT_NS;
	memset(w, 0, sizeof(*w));
	w->seq = i + 1 + lost;
	w->woke_ns = due_ns + scatter(state, 40000 * k->slow);
	w->planned_ns = period ? 0 : due_ns;
	w->done_ns = w->woke_ns + scatter(state, 70000 * k->slow);
	w->hw_tstamp_ns = due_ns + (int64_t)(zc_gen_random(state) % 4000);
	w->played_frame = frames;
	w->committed_frame =
		frames + CAPACITY - STEP_FRAMES - zc_gen_random(state) % (2000 * k->slow);
	w->filled_frame = frames + CAPACITY;
	w->track_id = 1 + i * 3 / k->wakes;
	w->rate_hz = RATE_HZ;
	w->capacity_frames = k->halting && period ? CAPACITY * 2 : CAPACITY;
	w->period_frames = STEP_FRAMES;
	w->cause = period ? ZC_WAKE_PERIOD : ZC_WAKE_DEADLINE;
	w->flags = ZC_WAKE_RUNNING;
	w->syscalls = 2;
	w->cpu_us = (uint32_t)((w->done_ns - w->woke_ns) / 1000);
	w->switches_voluntary = 1;
	w->submitted_bytes = STEP_FRAMES * 4;
	w->reads = 1;
	w->read_bytes = STEP_FRAMES * 4;
	w->read_latency_ns = scatter(state, 900000 * k->slow);
	if (i % 5 == 0)
		w->cause |= ZC_WAKE_DISK;
	if (k->bad && i == 1200) {
		w->flags |= ZC_WAKE_XRUN | ZC_WAKE_RESET;
		w->faults_major = 1;
	}
}

static void
must(int r, const struct zc_err *err)
{
	if (r) {
		fprintf(stderr, "recordings: %s\n", err->text);
		exit(1);
	}
}

static void
put_incidents(struct zc_recording_writer *w, struct zc_err *err)
{
	must(zc_recording_put_text(w, ZC_RECORDING_INCIDENT,
		     "{\"time\":1700000300.25,\"trigger\":\"xrun\",\"verdict\":\"disk-late\","
		     "\"text\":\"a read took 1.9 s, the ring lasted for 1.7 s\"}",
		     err),
		err);
	must(zc_recording_put_text(w, ZC_RECORDING_INCIDENT,
		     "{\"time\":1700000400.0,\"trigger\":\"late\",\"verdict\":"
		     "\"scheduler-late\",\"text\":\"woke 4.8 ms late: stress[1234] had the CPU until then\"}",
		     err),
		err);
}

static void
make(const struct kind *k, const char *path)
{
	const struct zc_recording_head moment = { .created_unix_ns = 1700000000000000000,
		.created_mono_ns = 10000000000 };
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	static struct zc_wake wakes[BLOCK];
	struct zc_recording_writer w;
	uint64_t state = 20;
	struct zc_err err;

	if (fd < 0) {
		perror(path);
		exit(1);
	}
	must(zc_recording_begin(&w, fd, path, &moment, &err), &err);
	must(zc_recording_put_text(&w, ZC_RECORDING_META, meta, &err), &err);
	for (size_t i = 0; i < k->wakes; i += BLOCK) {
		for (size_t n = 0; n < BLOCK; n++)
			make_wake(k, i + n, &state, &wakes[n]);
		must(zc_recording_put_wakes(&w, wakes, BLOCK, &err), &err);
	}
	for (size_t i = 0; k->wakes && i < 3; i++)
		must(zc_recording_put_text(&w, ZC_RECORDING_TRACK, tracks[i], &err), &err);
	if (k->bad)
		put_incidents(&w, &err);
	if (k->halting)
		must(zc_recording_put_text(&w, ZC_RECORDING_INCIDENT,
			     "{\"time\":1699996400.0,\"trigger\":\"late-wakeup\",\"verdict\":"
			     "\"unknown\",\"text\":\"cause not known\",\"wake_seq\":501}",
			     &err),
			&err);
	must(zc_recording_end(&w, "the time was up", moment.created_unix_ns, &err), &err);
	if (k->cut && ftruncate(fd, (off_t)w.good_bytes * 3 / 4))
		perror(path);
	close(fd);
}

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(argv[1], kinds[i].name)) {
			make(&kinds[i], argv[2]);
			return 0;
		}
	fprintf(stderr, "usage: recordings calm|loaded|still|cut|halting|million FILE\n");
	return 2;
}
