/* A driver that needs no libFuzzer: a seeded generator makes COUNT sessions out of commands,
 * arguments and noise. `fuzz_mpd [SEED [COUNT]]`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/mpd/mpd_cmd.h"
#include "tests/fuzz/fuzz_drive.h"
#include "tests/gen.h"

#define COUNT 3000u
#define SESSION_MAX 8192

static const char *const arguments[] = { "0", "1", "2", "-1", "+0", "-0", "4294967295",
	"0:", "0:2", "3:1", ":", "1:99999999999", "\"\"", "\"(artist == \\\"x\\\")\"",
	"\"((!(file contains 'a')) AND (base \\\"\\\"))\"", "\"((((\"", "artist", "any", "file",
	"Album", "group", "sort", "-title", "window", "position", "a.wav", "..", "/etc/passwd",
	"file:///etc", "nosuch/x", "oneshot", "2.5", "-1.5", "+1e9", "nan", "player", "options",
	"enable", "clear", "all", "\"\\\\\\\"\"", "\"unclosed", "'x'", "\xc3\xa4", "\xff" };

static const char *const lines[] = { "command_list_begin\n", "command_list_ok_begin\n",
	"command_list_end\n", "noidle\n", "idle\n", "\n", "POST / HTTP/1.1\n", "ping\r\n" };

static size_t
add(uint8_t *to, size_t len, const char *text)
{
	size_t n = strlen(text);

	if (len + n > SESSION_MAX)
		n = SESSION_MAX - len;
	memcpy(to + len, text, n);
	return len + n;
}

static const char *
one_of(const char *const *list, size_t count, uint64_t *state)
{
	return list[zc_gen_random(state) % count];
}

/* Usually with a number of arguments that the command accepts. */
static size_t
add_command(uint8_t *to, size_t len, uint64_t *state)
{
	const struct zc_command *cmd = &zc_commands[zc_gen_random(state) % zc_command_count];
	int most = cmd->max_args < 0 ? 6 : cmd->max_args, args = most - cmd->min_args + 1;

	args = cmd->min_args + (int)(zc_gen_random(state) % (uint32_t)args);
	if (zc_gen_random(state) % 8 == 0)
		args = (int)(zc_gen_random(state) % 5);
	len = add(to, len, cmd->name);
	while (args-- > 0) {
		len = add(to, len, " ");
		len = add(to, len,
			one_of(arguments, sizeof(arguments) / sizeof(arguments[0]), state));
	}
	return add(to, len, "\n");
}

/* A session depends only on the seed and its number. */
static size_t
make_session(uint8_t *to, uint64_t seed, unsigned int input)
{
	uint64_t state = zc_fuzz_input(seed, input);
	uint32_t parts = 1 + zc_gen_random(&state) % 24, damage;
	size_t len = 1;

	to[0] = (uint8_t)zc_gen_random(&state);
	while (parts--) {
		uint32_t kind = zc_gen_random(&state) % 16;

		if (kind < 11)
			len = add_command(to, len, &state);
		else if (kind < 15)
			len = add(to, len,
				one_of(lines, sizeof(lines) / sizeof(lines[0]), &state));
		else
			for (uint32_t n = zc_gen_random(&state) % 300; n && len < SESSION_MAX;
				n--)
				to[len++] = (uint8_t)zc_gen_random(&state);
	}
	damage = zc_gen_random(&state) % 4 ? 0 : 1 + zc_gen_random(&state) % 8;
	while (damage--)
		to[zc_gen_random(&state) % len] = (uint8_t)zc_gen_random(&state);
	return len;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : COUNT;
	static uint8_t session[SESSION_MAX];

	zc_fuzz_begin();
	printf("1..1\n");
	for (unsigned int input = 0; input < count; input++)
		zc_fuzz_run(session, make_session(session, seed, input));
	printf("ok 1 - fuzz_mpd: %u sessions\n", count);
	return 0;
}
