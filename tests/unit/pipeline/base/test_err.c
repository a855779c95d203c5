#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#include "pipeline/err.h"

static void
fail_fills_code_and_text(void)
{
	struct zc_err e;

	CU_ASSERT_EQUAL(zc_fail(&e, -ENOENT, "%s: no such file", "a.wav"), -ENOENT);
	CU_ASSERT_EQUAL(e.code, -ENOENT);
	CU_ASSERT_STRING_EQUAL(e.text, "a.wav: no such file");
	CU_ASSERT_EQUAL(zc_fail(NULL, -EIO, "nobody asked"), -EIO);
}

static void
fail_cuts_a_long_text(void)
{
	char name[2 * ZC_ERR_MAX];
	struct zc_err e;

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	zc_fail(&e, -EINVAL, "%s", name);
	CU_ASSERT_EQUAL(strlen(e.text), ZC_ERR_MAX - 1);
}

static void
warnings_keep_the_first(void)
{
	struct zc_warnings w = { 0 };

	for (int i = 0; i < ZC_WARN_MAX + 3; i++)
		zc_warn(&w, "line %d", i);
	CU_ASSERT_EQUAL(w.count, ZC_WARN_MAX);
	CU_ASSERT_STRING_EQUAL(w.text[0], "line 0");
	CU_ASSERT_STRING_EQUAL(w.text[ZC_WARN_MAX - 1], "line 11");
	zc_warn(NULL, "nobody asked");
}

ZC_UNIT_MAIN("err", { "fail fills code and text", fail_fills_code_and_text },
	{ "fail cuts a long text", fail_cuts_a_long_text },
	{ "warnings keep the first", warnings_keep_the_first })
