/* zcctl, the command line client of zcaudiod: the table of commands, help, main. */
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
	const char *synopsis; /* after the name */
	const char *brief;
	const char *more; /* further help, lines; or NULL */
};

static int help(struct zc_tool *c, int argc, char **argv);

static const struct command commands[] = {
	{ "play", zcctl_play, "[-a] [-n] [--on-interrupt=stop|pause|leave] [FILE...]",
		"play files, folders or patterns and wait for the end",
		"  -a, --append    add them to the queue instead of replacing it\n"
		"  -n, --no-wait   do not wait for the end\n"
		"  --on-interrupt  what Ctrl-C does to the music (default: stop)\n"
		"Without FILE: resume, or play the queue. Over TCP (--host) FILE is a path below\n"
		"the daemon's music_directory. Exit code 4 if a track could not be played.\n" },
	{ "queue", zcctl_queue, "[add FILE... | del RANGE | clear | move RANGE TO]",
		"show or change the queue",
		"Positions are counted from 1. RANGE is 3, 3-5 or 3- (to the end).\n" },
	{ "status", zcctl_status, "", "what plays, by which path it reaches the DAC, and why",
		NULL },
	{ "pause", zcctl_simple, "", "pause playing", NULL },
	{ "resume", zcctl_simple, "", "resume after a pause, or play the queue", NULL },
	{ "toggle", zcctl_simple, "", "pause if playing, else resume", NULL },
	{ "stop", zcctl_simple, "", "stop playing", NULL },
	{ "next", zcctl_simple, "", "play the next track", NULL },
	{ "prev", zcctl_simple, "", "play the previous track", NULL },
	{ "seek", zcctl_seek, "PLACE", "go to a position in the track",
		"PLACE is a time (90, 1:30, 1:02:03), a step in seconds (+10, -10) or a\n"
		"percentage (50%).\n" },
	{ "volume", zcctl_volume, "[0-100 | +N | -N]",
		"show or set the volume, where the card has a mixer", NULL },
	{ "devices", zcctl_devices, "", "list the devices and the formats they accept", NULL },
	{ "watch", zcctl_watch, "[SECONDS]", "show how steadily it plays, until Ctrl-C",
		"On a terminal it fills the screen: wake-up latency, margin to an xrun, counters.\n"
		"Elsewhere it prints a line at each change, and every SECONDS (default: 1) while\n"
		"playing. It reads memory that the daemon shares (area_file), so that watching\n"
		"costs the daemon nothing. Without access to that it shows a status line only.\n" },
	{ "played", zcctl_played, "[N]",
		"certificates of the last N tracks (default: 10), newest first", NULL },
	{ "incidents", zcctl_incidents, "[ID]",
		"what disturbed playing, and the likely cause, newest first",
		"With ID: that incident, with the engine's wake-ups before and after it.\n" },
	{ "report", zcctl_report, "",
		"status, warnings, incidents, played tracks and timing on one page", NULL },
	{ "metrics", zcctl_metrics, "", "all counters, in the format of Prometheus", NULL },
	{ "warnings", zcctl_warnings, "",
		"what the system denied to the daemon, and how to grant it", NULL },
	{ "help", help, "[COMMAND]", "show this text, or help on one command", NULL },
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
	     "  --host NAME, --port N\n"
	     "                   reach the daemon by TCP (default port: 6600)\n"
	     "  --help           show this text; \"zcctl help COMMAND\" is about one command\n"
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

/* Whether the reader of our output has closed it, as `head` does. */
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
	/* Numbers that are sent or printed have a decimal point in every language. */
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
