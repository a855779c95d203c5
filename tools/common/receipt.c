#include "tools/common/receipt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/common/kv.h"
#include "tools/common/page.h"
#include "tools/common/text.h"

#define TRIES 30
#define BETWEEN_NS (100 * 1000 * 1000L)

bool
zc_receipt_pending(const json_t *o)
{
	return !strcmp(zc_kv_text(o, "verify"), "pending");
}

void
zc_receipt_print(const json_t *o)
{
	const char *ring = zc_kv_text(o, "verify_digest");
	const char *file = zc_kv_text(o, "verify_file_digest");

	zc_page_line("receipt", zc_kv_text(o, "verify_text"));
	zc_page_line("SHA-256", ring);
	if (strcmp(file, ring) != 0)
		zc_page_line("of the file", file);
	zc_page_line("MD5", zc_kv_text(o, "verify_md5"));
}

bool
zc_receipt_announce(const struct zc_tool *c, const json_t *o)
{
	bool failed = !strcmp(zc_kv_text(o, "verify"), "failed");
	const char *file = zc_kv_text(o, "file"), *slash = strrchr(file, '/'), *key;
	json_t *value;
	char text[512], name[256];

	if (c->args->json) {
		json_t *e = zc_json_object();

		zc_json_put_text(e, "event", "receipt");
		zc_json_put(e, "id", json_incref(json_object_get(o, "id")));
		zc_json_put(e, "file", json_incref(json_object_get(o, "file")));
		json_object_foreach((json_t *)o, key, value) if (!strncmp(key, "verify", 6))
			zc_json_put(e, key, json_incref(value));
		zc_json_print(e, true);
		return failed;
	}
	zc_text_clean(text, sizeof(text), zc_kv_text(o, "verify_text"), SIZE_MAX);
	/* The next track may have been announced in the meantime. */
	zc_text_clean(name, sizeof(name), slash ? slash + 1 : file, SIZE_MAX);
	printf("    receipt of %s: %s\n", name, text);
	fflush(stdout);
	if (failed)
		fprintf(stderr, "%s: %s: what was played is not what the file has: %s\n",
			program_invocation_short_name, file, text);
	return failed;
}

void
zc_receipt_wait(int (*pending)(void *ctx), void *ctx)
{
	const struct timespec between = { .tv_nsec = BETWEEN_NS };

	for (int i = 0; i < TRIES && pending(ctx) > 0; i++)
		nanosleep(&between, NULL);
}
