/* The cards to test on, and playback on them in the engine's way. By default only Loopback
 * cards, so that no loudspeaker makes a sound; with ZC_TEST_CARDS=all (in the virtual machine)
 * every card. */
#ifndef ZC_TESTS_CARDS_H
#define ZC_TESTS_CARDS_H

#include "tests/unit/unit.h"

#include "pipeline/sink/device_alsa.h"
#include "pipeline/sink/sink_alsa_open.h"

#define DEVICES_MAX 16
extern struct zc_device_info devices[DEVICES_MAX];
extern int device_count;

/* Formats to try; each card accepts some of them. */
#define FORMATS 10
extern const struct zc_fmt formats[FORMATS];
/* Every emulated card accepts this one, and so does nearly every real one. */
extern const struct zc_fmt common;

bool is_driver(const struct zc_device_info *d, const char *driver);

/* Opens the device; if that fails, fails an assertion and returns NULL. */
struct zc_sink *open_device(const struct zc_device_info *d, const struct zc_fmt *fmt,
	uint32_t ring_ms, int wakeups);
void close_sink(struct zc_sink *s);

/* Byte `at` of the payload, which differs between neighbouring words, pages and rings. */
uint8_t payload(uint64_t at);

struct played {
	uint32_t wakes;
	uint32_t idle_wakes; /* wake-ups at which the position had not moved */
	uint64_t committed;
	int result;
};

/* Plays frames of payload and the silence needed to play them out, refilling at each quarter of
 * the ring. */
struct played play(struct zc_sink *s, uint64_t frames);

/* Runs the tests, or skips all of them if there is no card to test on. */
int cards_main(const char *suite, const struct zc_unit_test *tests, int count);

#define ZC_CARDS_MAIN(suite, ...)                                                              \
	int main(void)                                                                         \
	{                                                                                      \
		static const struct zc_unit_test tests[] = { __VA_ARGS__ };                    \
		return cards_main(suite, tests, sizeof(tests) / sizeof(tests[0]));             \
	}

#endif
