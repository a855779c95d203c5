/* The commands of zcctl. One thread. */
#ifndef ZC_ZCCTL_H
#define ZC_ZCCTL_H

#include "tools/common/tool.h"

/* Each returns the exit code. argv[0] is the command's name. */

/* zcctl_play.c */
int zcctl_play(struct zc_tool *c, int argc, char **argv);

/* zcctl_queue.c */
int zcctl_queue(struct zc_tool *c, int argc, char **argv);

/* zcctl_cmd.c */
/* pause, resume, toggle, stop, next or prev, whichever argv[0] is. */
int zcctl_simple(struct zc_tool *c, int argc, char **argv);
int zcctl_seek(struct zc_tool *c, int argc, char **argv);
int zcctl_volume(struct zc_tool *c, int argc, char **argv);

/* zcctl_show.c */
int zcctl_status(struct zc_tool *c, int argc, char **argv);
int zcctl_devices(struct zc_tool *c, int argc, char **argv);
int zcctl_warnings(struct zc_tool *c, int argc, char **argv);
int zcctl_played(struct zc_tool *c, int argc, char **argv);

/* zcctl_watch.c */
int zcctl_watch(struct zc_tool *c, int argc, char **argv);

/* zcctl_incident.c */
int zcctl_incidents(struct zc_tool *c, int argc, char **argv);

/* zcctl_report.c */
int zcctl_metrics(struct zc_tool *c, int argc, char **argv);
int zcctl_report(struct zc_tool *c, int argc, char **argv);

#endif
