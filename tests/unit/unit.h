/* CUnit tests that speak TAP: one program for each module, one line for each test. */
#ifndef ZC_UNIT_H
#define ZC_UNIT_H

#include <CUnit/CUnit.h>

struct zc_unit_test {
	const char *name;
	void (*run)(void);
};

/* Runs every test as one CUnit suite, prints TAP with the place and condition of each failed
 * assertion, and returns the exit status for main. */
int zc_unit_main(const char *suite, const struct zc_unit_test *tests, int count);

#define ZC_UNIT_MAIN(suite, ...)                                                               \
	int main(void)                                                                         \
	{                                                                                      \
		static const struct zc_unit_test tests[] = { __VA_ARGS__ };                    \
		return zc_unit_main(suite, tests, sizeof(tests) / sizeof(tests[0]));           \
	}

#endif
