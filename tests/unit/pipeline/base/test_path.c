#include "tests/unit/unit.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "pipeline/fmt.h"
#include "pipeline/path.h"

static void
paths_have_their_names(void)
{
	CU_ASSERT_STRING_EQUAL(zc_path_name(ZC_PATH_NONE), "none");
	CU_ASSERT_STRING_EQUAL(zc_path_name(ZC_PATH_DIRECT), "direct");
	CU_ASSERT_STRING_EQUAL(zc_path_name(ZC_PATH_STAGED), "staged");
	CU_ASSERT_STRING_EQUAL(zc_path_name(ZC_PATH_DECODED), "decoded");
	CU_ASSERT_STRING_EQUAL(zc_path_name(ZC_PATH_COUNT), "none");
}

/* Programs compare codes, so each is unique and consists of lower-case letters and hyphens. */
static void
codes_are_distinct_words(void)
{
	for (int i = 0; i < ZC_REASON_COUNT; i++) {
		const char *code = zc_reason_code(i);

		CU_ASSERT_PTR_NOT_NULL_FATAL(code);
		for (const char *p = code; *p; p++)
			CU_ASSERT(islower((unsigned char)*p) || *p == '-');
		for (int j = 0; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(code, zc_reason_code(j));
	}
	CU_ASSERT_STRING_EQUAL(zc_reason_code(ZC_REASON_NOT_PINNABLE), "ring-not-pinnable");
	CU_ASSERT_STRING_EQUAL(zc_reason_code(ZC_REASON_COUNT), "none");
}

static const struct {
	enum zc_reason reason;
	int arg;
	const char *codec;
	const char *text;
} texts[] = {
	{ ZC_REASON_DIRECT_FIXED, 4, NULL, "pinnable ring, registered, 4-byte DIO" },
	{ ZC_REASON_DIRECT_READ, 512, NULL, "pinnable ring, 512-byte DIO" },
	{ ZC_REASON_NOT_PINNABLE, EFAULT, NULL,
		"ring not pinnable (EFAULT: the card's memory has no pages to pin; an IOMMU "
		"gives PCI cards some)" },
	{ ZC_REASON_NOT_PINNABLE, ENOMEM, NULL,
		"ring not pinnable (ENOMEM: raise the locked memory limit, LimitMEMLOCK)" },
	{ ZC_REASON_NO_URING, EPERM, NULL, "io_uring disabled (EPERM), using pread" },
	{ ZC_REASON_NO_URING, -ENOSYS, NULL, "io_uring disabled (ENOSYS), using pread" },
	{ ZC_REASON_NO_ODIRECT, EINVAL, NULL,
		"file system refuses O_DIRECT (EINVAL), using the page cache" },
	{ ZC_REASON_CODEC, 0, "FLAC", "format FLAC" },
	{ ZC_REASON_CODEC, 0, NULL, "format is compressed" },
	{ ZC_REASON_WIDENED, ZC_S32_LE, "PCM_24", "PCM_24 repacked to the device's S32_LE" },
	{ ZC_REASON_WIDENED, ZC_S32_LE, NULL, "repacked to the device's S32_LE" },
	{ ZC_REASON_PHASE_FILE, 46, NULL,
		"samples start at byte 46, never in phase with the disk's blocks" },
};

static void
texts_are_for_people(void)
{
	char buf[ZC_REASON_TEXT_MAX];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CU_ASSERT_STRING_EQUAL(
			zc_reason_text(texts[i].reason, texts[i].arg, texts[i].codec, buf),
			texts[i].text);
}

/* For any argument the text is not empty and ends within its buffer. */
static void
every_reason_has_a_text(void)
{
	static const int args[] = { 0, -1, 1, 99999, -99999, 2147483647, -2147483647 };
	char codec[300], buf[ZC_REASON_TEXT_MAX];

	memset(codec, 'c', sizeof(codec) - 1);
	codec[sizeof(codec) - 1] = 0;
	for (int i = 0; i <= ZC_REASON_COUNT; i++)
		for (size_t a = 0; a < sizeof(args) / sizeof(args[0]); a++) {
			memset(buf, 0x55, sizeof(buf));
			zc_reason_text(i, args[a], codec, buf);
			CU_ASSERT(memchr(buf, 0, sizeof(buf)) != NULL && buf[0]);
			CU_ASSERT(strchr(buf, '\n') == NULL);
		}
}

ZC_UNIT_MAIN("path", { "paths have their names", paths_have_their_names },
	{ "codes are distinct words", codes_are_distinct_words },
	{ "texts are for people", texts_are_for_people },
	{ "every reason has a text", every_reason_has_a_text })
