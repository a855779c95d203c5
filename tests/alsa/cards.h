/* The cards to test on, and playing on them as the engine does. By default only Loopback cards,
 * so that nobody's loudspeakers are used; with ZC_TEST_CARDS=all (in the virtual machine) every
 * card. */
#ifndef ZC_TESTS_CARDS_H
#define ZC_TESTS_CARDS_H

#include "tests/unit/unit.h"

#include "pipeline/sink/device_alsa.h"
#include "pipeline/sink/sink_alsa_open.h"

#define DEVICES_MAX 16
extern struct zc_device_info devices[DEVICES_MAX];
extern int device_count;

/* Formats to try, taken by some cards. */
#define FORMATS 10
extern const struct zc_fmt formats[FORMATS];
/* Every emulated card takes this one, and so does nearly every real one. */
extern const struct zc_fmt common;

bool is_driver(const struct zc_device_info *d, const char *driver);

/* A failed assertion and NULL if it does not open. */
struct zc_sink *open_device(const struct zc_device_info *d, const struct zc_fmt *fmt,
	uint32_t ring_ms, int wakeups);
void close_sink(struct zc_sink *s);

/* A byte of the payload, different for any two neighbouring words, pages and rings. */
uint8_t payload(uint64_t at);

struct played {
	uint32_t wakes;
	uint32_t idle_wakes; /* at which nothing had been played since the one before */
	uint64_t committed;
	int result;
};

/* Plays frames of payload and what silence it takes to get them out, refilling at each quarter
 * of the ring. */
struct played play(struct zc_sink *s, uint64_t frames);

/* Skips everything where there is no card to test on. */
int cards_main(const char *suite, const struct zc_unit_test *tests, int count);

#define ZC_CARDS_MAIN(suite, ...)                                                              \
	int main(void)                                                                         \
	{                                                                                      \
		static const struct zc_unit_test tests[] = { __VA_ARGS__ };                    \
		return cards_main(suite, tests, sizeof(tests) / sizeof(tests[0]));             \
	}

#endif
