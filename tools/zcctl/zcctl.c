/* zcctl: the command line client of zcaudiod. This file: the table of commands, help, main. */
#include "config.h"

#include "tools/zcctl/zcctl.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct command {
	const char *name;
	int (*run)(struct zc_tool *c, int argc, char **argv);
	const char *synopsis; /* behind the name */
	const char *brief;
	const char *more; /* further help, lines; or NULL */
};

static int help(struct zc_tool *c, int argc, char **argv);

static const struct command commands[] = {
	{ "play", zcctl_play, "[-a] [-n] [--on-interrupt=stop|pause|leave] [FILE...]",
		"play files, folders or patterns and wait for the end",
		"  -a, --append    put them behind what is queued instead of in its place\n"
		"  -n, --no-wait   return at once\n"
		"  --on-interrupt  what Ctrl-C does to the music (default: stop)\n"
		"Without FILE: go on with what is paused or queued. Over TCP (--host) a FILE "
		"is a name\n"
		"below the daemon's music_directory. Exit code 4 if a track could not be "
		"played.\n" },
	{ "queue", zcctl_queue, "[add FILE... | del RANGE | clear | move RANGE TO]",
		"show or change the queue",
		"Positions are counted from 1. RANGE is 3, 3-5 or 3- (to the end).\n" },
	{ "status", zcctl_status, "", "what plays, how it takes its way to the DAC, and why",
		NULL },
	{ "pause", zcctl_simple, "", "pause", NULL },
	{ "resume", zcctl_simple, "", "go on after a pause, or play what is queued", NULL },
	{ "toggle", zcctl_simple, "", "pause if it plays, else resume", NULL },
	{ "stop", zcctl_simple, "", "stop", NULL },
	{ "next", zcctl_simple, "", "play the next track", NULL },
	{ "prev", zcctl_simple, "", "play the track before", NULL },
	{ "seek", zcctl_seek, "PLACE", "go to a place in the track",
		"PLACE is a time (90, 1:30, 1:02:03), a step (+10, -10) or a part (50%).\n" },
	{ "volume", zcctl_volume, "[0-100 | +N | -N]",
		"show or set the volume, where the card has a mixer", NULL },
	{ "devices", zcctl_devices, "", "the devices that can play", NULL },
	{ "watch", zcctl_watch, "[SECONDS]",
		"how steadily it plays, kept up to date until Ctrl-C",
		"On a terminal a page that fills it: wake-up latency, margin to an xrun, "
		"counters.\n"
		"Else a line at each change, and each SECONDS (default: 1) while it plays.\n"
		"It is drawn from memory that the daemon shares (area_file): looking costs it\n"
		"nothing. Where that cannot be had, a status line is all.\n" },
	{ "played", zcctl_played, "[N]", "what was done for the last tracks, newest first",
		NULL },
	{ "incidents", zcctl_incidents, "[ID]",
		"what disturbed playing, and what was to blame, newest first",
		"With ID: that one, with the wake-ups of the engine around it.\n" },
	{ "report", zcctl_report, "",
		"what plays, what was played, what disturbed it, how steadily, on one page",
		NULL },
	{ "metrics", zcctl_metrics, "", "everything that is counted, as Prometheus reads it",
		NULL },
	{ "warnings", zcctl_warnings, "", "what the daemon could not get, and how to grant it",
		NULL },
	{ "help", help, "[COMMAND]", "this text, or that of one command", NULL },
};

#define COMMANDS ((int)(sizeof(commands) / sizeof(commands[0])))

static const struct command *
find(struct zc_tool *c, const char *name, int *code)
{
	const char *names[COMMANDS], *meant;

	for (int i = 0; i < COMMANDS; i++) {
		names[i] = commands[i].name;
		if (!strcmp(name, names[i]))
			return &commands[i];
	}
	c->command = "";
	if (*name == '-') {
		*code = zc_tool_no_arguments(c, 2, (char *[]){ "zcctl", (char *)name });
		return NULL;
	}
	meant = zc_parse_suggest(name, names, COMMANDS);
	*code = meant ? zc_tool_usage(
				c, "%s: no such command; did you mean \"%s\"?", name, meant)
		      : zc_tool_usage(c, "%s: no such command", name);
	return NULL;
}

static void
print_help(const struct command *cmd)
{
	if (cmd) {
		printf("Usage: zcctl %s%s%s\n%c%s.\n%s", cmd->name, *cmd->synopsis ? " " : "",
			cmd->synopsis, cmd->brief[0] - 'a' + 'A', cmd->brief + 1,
			cmd->more ? cmd->more : "");
		return;
	}
	puts("Usage: zcctl [OPTION...] COMMAND [ARGUMENT...]\n");
	for (int i = 0; i < COMMANDS; i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].brief);
	puts("\n"
	     "Options, in any place:\n"
	     "  --json           print JSON\n"
	     "  --socket PATH    the daemon's socket (default: $ZC_SOCKET, else\n"
	     "                   $XDG_RUNTIME_DIR/zcaudiod/socket if it is there, else\n"
	     "                   " ZC_RUNSTATEDIR "/zcaudiod/socket)\n"
	     "  --host, --port   reach the daemon by TCP (default port: 6600)\n"
	     "  --help           this text; \"zcctl help COMMAND\" for one command\n"
	     "  --version\n\n"
	     "Exit codes: 0 done, 1 the command failed, 2 wrong usage, 3 the daemon cannot be\n"
	     "reached, 4 a track could not be played, 130 interrupted. See zcctl(1).");
}

static int
help(struct zc_tool *c, int argc, char **argv)
{
	const struct command *cmd;
	int code = ZC_EXIT_OK;

	if (argc > 2)
		return zc_tool_usage(c, "help takes one command");
	cmd = argc == 2 ? find(c, argv[1], &code) : NULL;
	if (!code)
		print_help(cmd);
	return code;
}

/* Whether who read our output has seen enough, as `head` has. */
static bool
reader_is_gone(void)
{
	struct pollfd p = { .fd = STDOUT_FILENO };

	return poll(&p, 1, 0) > 0 && p.revents & POLLERR;
}

int
main(int argc, char **argv)
{
	struct zc_args args;
	struct zc_tool c = { .args = &args, .command = "" };
	const struct command *cmd;
	struct zc_err err;
	int code = ZC_EXIT_OK;

	setlocale(LC_ALL, "");
	/* A decimal point in what is sent and printed, whatever the language. */
	setlocale(LC_NUMERIC, "C");
	signal(SIGPIPE, SIG_IGN);
	if (zc_args_parse(argc, argv, &args, &err))
		return zc_tool_usage(&c, "%s", err.text);
	if (args.version) {
		puts("zcctl " PACKAGE_VERSION);
		return ZC_EXIT_OK;
	}
	if (!args.argc && !args.help)
		return zc_tool_usage(&c, "a command is needed, such as: zcctl play FILE...");
	cmd = args.argc ? find(&c, args.argv[0], &code) : NULL;
	if (code)
		return code;
	if (args.help) {
		print_help(cmd);
		return ZC_EXIT_OK;
	}
	c.command = cmd->name;
	code = cmd->run(&c, args.argc, args.argv);
	if (c.conn)
		mpd_connection_free(c.conn);
	if (fflush(stdout) || ferror(stdout)) {
		if (reader_is_gone()) {
			signal(SIGPIPE, SIG_DFL);
			raise(SIGPIPE);
		}
		fputs("zcctl: standard output cannot be written\n", stderr);
		return code ? code : ZC_EXIT_FAILED;
	}
	return code;
}
