/* CUnit tests with TAP output: one program per module, one line per test. */
#ifndef ZC_UNIT_H
#define ZC_UNIT_H

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stdio.h>

struct zc_unit_test {
	const char *name;
	void (*run)(void);
};

/* An assertion for a test over a table, which names the case that failed. */
#define ZC_UNIT_CHECK(name, cond)                                                              \
	do {                                                                                   \
		bool ok_ = (cond);                                                             \
		if (!ok_)                                                                      \
			printf("# case %s\n", name);                                           \
		CU_assertImplementation(ok_, __LINE__, #cond, __FILE__, "", CU_FALSE);         \
	} while (0)

/* Runs the tests as one CUnit suite and prints TAP, with place and condition of each failed
 * assertion. Returns the exit status for main. */
int zc_unit_main(const char *suite, const struct zc_unit_test *tests, int count);

#define ZC_UNIT_MAIN(suite, ...)                                                               \
	int main(void)                                                                         \
	{                                                                                      \
		static const struct zc_unit_test tests[] = { __VA_ARGS__ };                    \
		return zc_unit_main(suite, tests, sizeof(tests) / sizeof(tests[0]));           \
	}

#endif
