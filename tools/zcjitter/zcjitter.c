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
	const char *synopsis; /* after the name */
	const char *brief;
	const char *more;
} commands[] = {
	{ "record", zcjitter_record,
		"[-o FILE] [--seconds TIME | --track FILE... | --playlist]",
		"record the wake-ups of the running daemon",
		"  -o, --output FILE  the recording (default: zcjitter-DATE-TIME.zcrec)\n"
		"  --seconds TIME     record for this long (90, 1:30, 1:02:03)\n"
		"  --track FILE...    replace the queue by these files and record until they end\n"
		"  --playlist         play the queue and record until it ends\n"
		"  --socket PATH      the daemon's socket\n"
		"  --area PATH        its measurement area; the daemon is not asked anything\n"
		"Without a limit it records until Ctrl-C. It also ends when the daemon ends.\n" },
	{ "report", zcjitter_report, "[FORM] [-o OUT] FILE",
		"report the figures of a recording",
		"  --text          for a terminal (default)\n"
		"  --html          one page with charts, for browsers and printers\n"
		"  --json, --csv   for programs; zcjitter(1) names the schema\n"
		"  --hdr           a log of HdrHistogram, for its plotters\n"
		"  -o, --output    write to OUT instead of standard output\n"
		"FILE - is standard input.\n" },
	{ "compare", zcjitter_compare, "[FORM] [-o OUT] [--seed N] FILE FILE...",
		"compare recordings",
		"Compares each recording with the first: ratios of the quantiles, with their 95 %\n"
		"intervals by resampling. FORM and OUT as for report, except --hdr.\n"
		"  --seed N        seed of the resampling (default: 1)\n" },
	{ "live", zcjitter_live, "[--socket PATH | --area PATH]",
		"show what the running daemon measures, until Ctrl-C",
		"  --socket PATH   the daemon's socket\n"
		"  --area PATH     its measurement area; the daemon is not asked anything\n"
		"On a terminal it draws a page, elsewhere it prints a line each second.\n" },
	{ "lab", zcjitter_lab, "[OPTION...] [FORM] [-o OUT] FILE",
		"play a file under different settings, and report which differences are real",
		"  -d, --device NAME  as in zcaudiod.conf (default: auto); nothing else may "
		"use it\n"
		"  --settings LIST    some of copy,staged,normal,period,deadline,sleepy; each is\n"
		"                     compared with direct, the daemon's default (default: all)\n"
		"  --load LIST        some of memory,disk,cpu: load while playing (default: none)\n"
		"  --rounds N         play each N times, in shuffled order (default: 8)\n"
		"  --seed N           seed of the order (default: 1)\n"
		"  --ring-ms N        length of the ring in ms (default: 2000)\n"
		"  --keep FOLDER      keep the recordings there\n"
		"FORM and OUT as for report, except --hdr.\n" },
	{ "bench", zcjitter_bench, "[OPTION...] [FILE...]",
		"measure what playing costs, for the engine and other players",
		"Plays each FILE, or generated ones, and prints a row of figures for each.\n"
		"  -d, --device NAME  as in zcaudiod.conf (default: auto); nothing else may "
		"use it\n"
		"  --seconds N        measure N seconds of steady playing (default: 10)\n"
		"  --settle N         play N seconds before measuring (default: 3)\n"
		"  --peer LIST        some of copy,aplay,mpd,zcaudiod: players to compare with\n"
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
	puts("  help     show this text; \"zcjitter help COMMAND\" is about one command\n\n"
	     "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the daemon cannot be reached. "
	     "See\nzcjitter(1).");
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
	/* Numbers that are printed have a decimal point in every language. */
	setlocale(LC_NUMERIC, "C");
	if (argc < 2)
		return zcjitter_usage("", "a command is needed, such as: zcjitter record");
	code = run(argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return zcjitter_error(ZC_EXIT_FAILED, "standard output cannot be written");
	return code;
}
