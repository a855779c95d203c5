#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

int
zc_unit_main(const char *suite, const struct zc_unit_test *tests, int count)
{
	CU_pSuite s;
	int failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (CU_initialize_registry() != CUE_SUCCESS || !(s = CU_add_suite(suite, NULL, NULL))) {
		printf("Bail out! CUnit: %s\n", CU_get_error_msg());
		return 99;
	}
	CU_set_error_action(CUEA_IGNORE);
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		CU_pTest t = CU_add_test(s, tests[i].name, tests[i].run);
		CU_pFailureRecord rec;
		unsigned int n = 0;

		if (!t || CU_run_test(s, t) != CUE_SUCCESS) {
			printf("Bail out! CUnit: %s\n", CU_get_error_msg());
			return 99;
		}
		for (rec = CU_get_failure_list(); rec; rec = rec->pNext, n++)
			printf("# %s:%u: %s\n", rec->strFileName, rec->uiLineNumber,
				rec->strCondition);
		printf("%s %d - %s: %s\n", n ? "not ok" : "ok", i + 1, suite, tests[i].name);
		failed += n > 0;
	}
	CU_cleanup_registry();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
