/* zcjitter: recordings of the engine's wake-ups, reports of them, and experiments. One thread.
 */
#ifndef ZC_ZCJITTER_H
#define ZC_ZCJITTER_H

/* The commands. argv[0] is the command's name. Each returns the exit code. */

/* zcjitter_record.c */
int zcjitter_record(int argc, char **argv);

/* zcjitter_report.c */
int zcjitter_report(int argc, char **argv);

/* zcjitter_compare.c */
int zcjitter_compare(int argc, char **argv);

/* zcjitter_bench.c */
int zcjitter_bench(int argc, char **argv);

/* zcjitter_live.c */
int zcjitter_live(int argc, char **argv);

/* zcjitter_lab.c */
int zcjitter_lab(int argc, char **argv);

#endif
