/* zcjitter: recordings of the engine's wake-ups, reports of them, and experiments. One thread.
 */
#ifndef ZC_ZCJITTER_H
#define ZC_ZCJITTER_H

/* Commands. argv[0] is the command's name. Each returns the exit code. */
int zcjitter_record(int argc, char **argv);
int zcjitter_report(int argc, char **argv);
int zcjitter_compare(int argc, char **argv);
int zcjitter_bench(int argc, char **argv);
int zcjitter_live(int argc, char **argv);
int zcjitter_lab(int argc, char **argv);

#endif
