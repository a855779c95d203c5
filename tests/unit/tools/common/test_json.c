/* Strings of any bytes give valid JSON, as read by jansson's own strict parser. */
#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

#include "tools/common/json.h"

/* The string after being written and read again. */
static void
becomes(const char *bytes, const char *want)
{
	json_t *text = zc_json_text(bytes), *back;
	char *dump = json_dumps(text, JSON_ENCODE_ANY);

	CU_ASSERT_PTR_NOT_NULL_FATAL(dump);
	back = json_loads(dump, JSON_DECODE_ANY, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(back);
	CU_ASSERT_STRING_EQUAL(json_string_value(back), want);
	free(dump);
	json_decref(text);
	json_decref(back);
}

static void
text_of_any_bytes(void)
{
	becomes("plain", "plain");
	becomes("", "");
	becomes("\"\\/\b\n\t\001", "\"\\/\b\n\t\001");
	becomes("\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x8e\xb5",
		"\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x8e\xb5");
	/* Latin-1, a cut sequence, overlong forms, a surrogate, past the last code point. */
	becomes("caf\xe9", "caf\xef\xbf\xbd");
	becomes("\xc3", "\xef\xbf\xbd");
	becomes("\xe6\xbc", "\xef\xbf\xbd\xef\xbf\xbd");
	becomes("\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd");
	becomes("\xe0\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	becomes("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	becomes("\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	becomes("\xf8\xff", "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
every_byte_pair_gives_json(void)
{
	for (int a = 1; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			char bytes[3] = { (char)a, (char)b, 0 };
			json_t *text = zc_json_text(bytes);

			if (!json_is_string(text))
				CU_FAIL("a pair of bytes gave no string");
			json_decref(text);
		}
	}
}

static void
objects_keep_order_and_types(void)
{
	json_t *o = zc_json_object(), *list = zc_json_array();
	char *dump;

	zc_json_put_int(o, "z", INT64_MAX);
	zc_json_put_real(o, "y", 0.5);
	zc_json_put_real(o, "nan", NAN);
	zc_json_put_real(o, "inf", INFINITY);
	zc_json_put_bool(o, "b", false);
	zc_json_put_text(o, "none", NULL);
	zc_json_append(list, zc_json_text("a"));
	zc_json_put(o, "list", list);
	dump = json_dumps(o, JSON_COMPACT);
	CU_ASSERT_STRING_EQUAL(dump,
		"{\"z\":9223372036854775807,\"y\":0.5,\"nan\":null,\"inf\":null,\"b\":false,"
		"\"none\":null,\"list\":[\"a\"]}");
	free(dump);
	json_decref(o);
}

ZC_UNIT_MAIN("json", { "text of any bytes", text_of_any_bytes },
	{ "every byte pair gives JSON", every_byte_pair_gives_json },
	{ "objects keep order and types", objects_keep_order_and_types })
