/* CUnit tests that speak TAP: one program for each module, one line for each test. */
#ifndef ZC_UNIT_H
#define ZC_UNIT_H

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stdio.h>

struct zc_unit_test {
	const char *name;
	void (*run)(void);
};

/* An assertion that says which case of a table it was. */
#define ZC_UNIT_CHECK(name, cond)                                                              \
	do {                                                                                   \
		bool ok_ = (cond);                                                             \
		if (!ok_)                                                                      \
			printf("# case %s\n", name);                                           \
		CU_assertImplementation(ok_, __LINE__, #cond, __FILE__, "", CU_FALSE);         \
	} while (0)

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
