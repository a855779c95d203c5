# tools: what is built and installed from here.
noinst_LIBRARIES += libzctools.a
libzctools_a_SOURCES = \
	tools/draw.h tools/draw_chart.c tools/draw_hist.c tools/draw_margin.c tools/draw_page.c \
	tools/look.c tools/look.h tools/look_json.c tools/look_json.h \
	tools/screen.c tools/screen.h \
	tools/json.c tools/json.h tools/zcctl.h tools/zcctl_add.c tools/zcctl_add.h \
	tools/zcctl_conn.c tools/zcctl_kv.c tools/zcctl_kv.h tools/zcctl_files.c tools/zcctl_files.h \
	tools/zcctl_page.c tools/zcctl_page.h tools/zcctl_parse.c tools/zcctl_parse.h \
	tools/zcctl_receipt.c tools/zcctl_receipt.h tools/zcctl_text.c tools/zcctl_text.h \
	tools/zcbench.h tools/zcbench_proc.c \
	tools/zcjitter_charts.c tools/zcjitter_charts.h tools/zcjitter_compare_forms.c \
	tools/zcjitter_compare_tab.c tools/zcjitter_compare.h tools/zcjitter_forms.h \
	tools/zcjitter_hdr.c tools/zcjitter_html.c tools/zcjitter_json.c \
	tools/zcjitter_page.c tools/zcjitter_page.h tools/zcjitter_run.c tools/zcjitter_run.h \
	tools/zcjitter_sections.c tools/zcjitter_sections.h tools/zcjitter_stats.c \
	tools/zcjitter_stats.h tools/zcjitter_svg.c tools/zcjitter_svg.h \
	tools/zcjitter_table.c tools/zcjitter_table.h tools/zcjitter_text.c \
	tools/zcjitter_timeline.c
libzctools_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

bin_PROGRAMS += zcctl
zcctl_SOURCES = \
	tools/zcctl.c tools/zcctl_cmd.c tools/zcctl_follow.c tools/zcctl_follow.h \
	tools/zcctl_incident.c tools/zcctl_play.c tools/zcctl_play.h \
	tools/zcctl_play_follow.c \
	tools/zcctl_queue.c tools/zcctl_report.c tools/zcctl_show.c tools/zcctl_song.c \
	tools/zcctl_song.h \
	tools/zcctl_watch.c
zcctl_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcctl_LDADD = libzctools.a libzcpipeline.a $(MPDCLIENT_LIBS) $(JANSSON_LIBS) -lm

bin_PROGRAMS += zcjitter
zcjitter_SOURCES = \
	tools/zcjitter.c tools/zcjitter.h tools/zcjitter_compare.c tools/zcjitter_out.c \
	tools/zcjitter_lab.c tools/zcjitter_lab.h tools/zcjitter_lab_copy.c \
	tools/zcjitter_lab_load.c tools/zcjitter_lab_play.c tools/zcjitter_lab_result.c \
	tools/zcjitter_live.c \
	tools/zcjitter_machine.c tools/zcjitter_machine.h tools/zcjitter_out.h \
	tools/zcjitter_record.c tools/zcjitter_report.c tools/zcjitter_told.c \
	tools/zcjitter_told.h
zcjitter_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcjitter_LDADD = libzctools.a $(PIPELINE_LIBS) $(MPDCLIENT_LIBS) $(JANSSON_LIBS)

bin_PROGRAMS += zcprobe
zcprobe_SOURCES = tools/zcprobe.c tools/zcprobe.h tools/zcprobe_print.c
zcprobe_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcprobe_LDADD = libzctools.a $(PIPELINE_LIBS) $(JANSSON_LIBS)

# Not installed: for those who build, and for the tests in the virtual machine.
noinst_PROGRAMS += tools/zcbench
tools_zcbench_SOURCES = \
	tools/zcbench.c tools/zcbench_engine.c tools/zcbench_files.c \
	tools/zcbench_options.c tools/zcbench_options.h tools/zcbench_peer.c \
	tools/zcbench_row.c tools/zcbench_row.h tools/zcbench_start.c
tools_zcbench_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tools_zcbench_LDADD = libzctools.a $(PIPELINE_LIBS) $(MPDCLIENT_LIBS) $(JANSSON_LIBS) -lm
.PHONY: bench
bench: all
	PATH="$(abs_top_builddir):$$PATH" tools/zcbench --device sim $(BENCH)
	PATH="$(abs_top_builddir):$$PATH" tools/zcbench --device sim --starts 20 $(BENCH)
