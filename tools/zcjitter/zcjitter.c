/* zcjitter: the table of commands, help, main. */
#include "config.h"

#include "tools/zcjitter/zcjitter.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/parse.h"
#include "tools/zcjitter/zcjitter_error.h"

#define COMMANDS ((int)(sizeof(commands) / sizeof(commands[0])))

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *synopsis; /* behind the name */
	const char *brief;
	const char *more;
} commands[] = {
	{ "record", zcjitter_record,
		"[-o FILE] [--seconds TIME | --track FILE... | --playlist]",
		"record the running daemon",
		"  -o, --output FILE  where to (default: zcjitter-DATE-TIME.zcrec)\n"
		"  --seconds TIME     for so long (90, 1:30, 1:02:03)\n"
		"  --track FILE...    play these in place of what is queued, until they end\n"
		"  --playlist         play what is queued, until it ends\n"
		"  --socket PATH      the daemon's socket\n"
		"  --area PATH        its measurement area, without asking it\n"
		"Without a limit: until Ctrl-C. It ends as well when the daemon does.\n" },
	{ "report", zcjitter_report, "[FORM] [-o OUT] FILE", "what a recording says",
		"  --text          for a terminal (default)\n"
		"  --html          one page with charts, for browsers and printers\n"
		"  --json, --csv   for programs; zcjitter(1) tells the schema\n"
		"  --hdr           HdrHistogram's log, for its plotters\n"
		"  -o, --output    write there instead of standard output\n"
		"FILE - is standard input.\n" },
	{ "compare", zcjitter_compare, "[FORM] [-o OUT] [--seed N] FILE FILE...",
		"recordings side by side",
		"The first one is what the others are compared with: ratios of the quantiles, "
		"with "
		"the\n"
		"intervals that hold them with 95 %, by resampling. FORM and OUT as for "
		"report, but "
		"for\n"
		"--hdr.\n"
		"  --seed N        where resampling starts from (default: 1)\n" },
	{ "live", zcjitter_live, "[--socket PATH | --area PATH]",
		"draw what the running daemon measures, until Ctrl-C",
		"  --socket PATH   the daemon's socket\n"
		"  --area PATH     its measurement area, without asking it\n"
		"On a terminal a page, else a line each second.\n" },
	{ "lab", zcjitter_lab, "[OPTION...] [FORM] [-o OUT] FILE",
		"play a file under different settings, and tell which differences are real",
		"  -d, --device NAME  as in zcaudiod.conf (default: auto); nothing else may "
		"use it\n"
		"  --settings LIST    of copy,staged,normal,period,deadline,sleepy; each is "
		"compared\n"
		"                     with direct, the daemon as it is (default: all)\n"
		"  --load LIST        of memory,disk,cpu: hogs beside it (default: none)\n"
		"  --rounds N         each is played so often, in shuffled order (default: 8)\n"
		"  --seed N           for the order and for resampling (default: 1)\n"
		"  --ring-ms N        length of the ring (default: 2000)\n"
		"  --keep FOLDER      keep the recordings there\n"
		"FORM and OUT as for report, but for --hdr.\n" },
	{ "bench", zcjitter_bench, "[OPTION...] [FILE...]",
		"print what playing costs, for the engine and other players",
		"Plays each FILE, or generated ones, and prints a row of figures for each.\n"
		"  -d, --device NAME  as in zcaudiod.conf (default: auto); nothing else may "
		"use it\n"
		"  --seconds N        measure N seconds of steady playing (default: 10)\n"
		"  --settle N         after N seconds of playing (default: 3)\n"
		"  --peer LIST        of copy,aplay,mpd,zcaudiod: players to compare with\n"
		"  --starts N         instead, time N starts: from the command \"zcctl play\" to "
		"the\n"
		"                     first frame committed, through a daemon that is warm\n"
		"  --folder DIR       write generated files there, on a disk (default: .)\n"
		"  --ring-ms N, --wake-ms N, --best-path P, --rt-priority N, --cpu N, "
		"--no-uring\n"
		"                     as in zcaudiod.conf\n"
		"  --json             print one JSON object for each row\n" },
};

static void
print_help(int command)
{
	if (command >= 0) {
		printf("Usage: zcjitter %s %s\n%c%s.\n%s", commands[command].name,
			commands[command].synopsis, commands[command].brief[0] - 'a' + 'A',
			commands[command].brief + 1, commands[command].more);
		return;
	}
	puts("Usage: zcjitter COMMAND [ARGUMENT...]\n");
	for (int i = 0; i < COMMANDS; i++)
		printf("  %-8s %s\n", commands[i].name, commands[i].brief);
	puts("  help     this text; \"zcjitter help COMMAND\" for one command\n\n"
	     "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the daemon cannot be reached. "
	     "See\n"
	     "zcjitter(1).");
}

static int
find(const char *name)
{
	for (int i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return i;
	return -1;
}

static int
unknown(const char *name)
{
	const char *names[COMMANDS + 1] = { [COMMANDS] = "help" }, *meant;

	if (*name == '-')
		return zcjitter_usage("", "%s: no such option", name);
	for (int i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	meant = zc_parse_suggest(name, names, COMMANDS + 1);
	return meant ? zcjitter_usage(
			       "", "%s: no such command; did you mean \"%s\"?", name, meant)
		     : zcjitter_usage("", "%s: no such command", name);
}

static int
run(int argc, char **argv)
{
	bool help = !strcmp(argv[1], "help") || !strcmp(argv[1], "--help") ||
		    !strcmp(argv[1], "-h");
	const char *name = help && argc > 2 ? argv[2] : argv[1];
	int command = help && argc == 2 ? -1 : find(name);

	if (!strcmp(argv[1], "--version")) {
		puts("zcjitter " PACKAGE_VERSION);
		return ZC_EXIT_OK;
	}
	if (command < 0 && !(help && argc == 2))
		return unknown(name);
	if (help || (argc > 2 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h")))) {
		print_help(command);
		return ZC_EXIT_OK;
	}
	return commands[command].run(argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
	int code;

	setlocale(LC_ALL, "");
	/* A decimal point, whatever the language. */
	setlocale(LC_NUMERIC, "C");
	if (argc < 2)
		return zcjitter_usage("", "a command is needed, such as: zcjitter record");
	code = run(argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return zcjitter_error(ZC_EXIT_FAILED, "standard output cannot be written");
	return code;
}
