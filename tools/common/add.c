/* Adding to the queue. Nothing is sent before every file was found. One thread. */
#include "tools/common/add.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/json.h"
#include "tools/common/text.h"

/* MPD takes command lists of up to 2 MiB; this many of the longest paths stay below that. */
#define BATCH 256

/* One odd name must not keep a whole collection from playing. */
static void
warn_left_out(const struct zc_files *files)
{
	char name[1024];

	zc_text_clean(name, sizeof(name), files->left_out_first ? files->left_out_first : "",
		SIZE_MAX);
	fprintf(stderr,
		"%s: %s: left out: a name with a line break cannot be sent to the daemon; "
		"rename the file",
		program_invocation_short_name, name);
	if (files->left_out > 1)
		fprintf(stderr, " (and %d more)", files->left_out - 1);
	fputc('\n', stderr);
}

int
zc_add_find(struct zc_tool *c, struct zc_add *a, int count, char **operands)
{
	struct zc_err err;
	int r = ZC_EXIT_OK;

	if (!zc_tool_is_local(c)) {
		a->names = operands;
		a->count = count;
		return ZC_EXIT_OK;
	}
	for (int i = 0; i < count; i++)
		if (zc_files_add(&a->files, operands[i], &err))
			r = zc_tool_error(c, ZC_EXIT_FAILED, "%s", err.text);
	if (!r && a->files.left_out)
		warn_left_out(&a->files);
	a->names = a->files.path;
	a->count = a->files.count;
	return r;
}

/* Appends names [from, to) in one command list. */
static int
send_batch(struct zc_tool *c, struct zc_add *a, int from, int to)
{
	bool ok = mpd_command_list_begin(c->conn, true);

	for (int i = from; ok && i < to; i++)
		ok = mpd_send_add_id(c->conn, a->names[i]);
	ok = ok && mpd_command_list_end(c->conn);
	for (int i = from; ok && i < to; i++) {
		int id = mpd_recv_song_id(c->conn);

		ok = id >= 0 && (i + 1 == to || mpd_response_next(c->conn));
		if (ok)
			a->ids[i] = (unsigned int)id;
		else if (mpd_connection_get_error(c->conn) == MPD_ERROR_SERVER)
			return zc_tool_failed(c, a->names[i]);
	}
	return zc_tool_done(c, ok && mpd_response_finish(c->conn));
}

int
zc_add_send(struct zc_tool *c, struct zc_add *a)
{
	struct mpd_status *before = mpd_run_status(c->conn);
	unsigned int length;
	int r = ZC_EXIT_OK;

	if (!before)
		return zc_tool_failed(c, NULL);
	length = mpd_status_get_queue_length(before);
	mpd_status_free(before);
	a->ids = calloc((size_t)a->count, sizeof(*a->ids));
	if (!a->ids)
		return zc_tool_error(c, ZC_EXIT_FAILED, "out of memory");
	for (int i = 0; i < a->count && !r; i += BATCH)
		r = send_batch(c, a, i, i + BATCH < a->count ? i + BATCH : a->count);
	if (r == ZC_EXIT_FAILED) {
		struct mpd_status *after = mpd_run_status(c->conn);

		if (after && mpd_status_get_queue_length(after) > length)
			mpd_run_delete_range(c->conn, length, UINT_MAX);
		if (after)
			mpd_status_free(after);
	}
	return r;
}

void
zc_add_print(const struct zc_tool *c, const struct zc_add *a)
{
	json_t *top, *list;

	if (!c->args->json)
		return;
	top = zc_json_object();
	list = zc_json_array();
	for (int i = 0; i < a->count; i++) {
		json_t *o = zc_json_object();

		zc_json_put_int(o, "id", a->ids[i]);
		zc_json_put_text(o, "uri", a->names[i]);
		zc_json_append(list, o);
	}
	zc_json_put_text(top, "event", "added");
	zc_json_put(top, "tracks", list);
	zc_json_print(top, true);
}

void
zc_add_free(struct zc_add *a)
{
	zc_files_free(&a->files);
	free(a->ids);
	a->ids = NULL;
}
