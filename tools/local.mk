# tools: what is built and installed from here.
noinst_LIBRARIES += libzctools.a
libzctools_a_SOURCES = \
	tools/common/add.c tools/common/add.h \
	tools/common/files.c tools/common/files.h \
	tools/common/json.c tools/common/json.h \
	tools/common/kv.c tools/common/kv.h \
	tools/common/now.c tools/common/now.h \
	tools/common/options.c tools/common/options.h \
	tools/common/page.c tools/common/page.h \
	tools/common/parse.c tools/common/parse.h \
	tools/common/receipt.c tools/common/receipt.h \
	tools/common/text.c tools/common/text.h \
	tools/common/tool.c tools/common/tool.h \
	tools/draw/draw.h \
	tools/draw/draw_chart.c \
	tools/draw/draw_hist.c \
	tools/draw/draw_margin.c \
	tools/draw/draw_page.c \
	tools/draw/monitor.c tools/draw/monitor.h \
	tools/draw/monitor_json.c tools/draw/monitor_json.h \
	tools/draw/terminal.c tools/draw/terminal.h \
	tools/report/charts.c tools/report/charts.h \
	tools/report/compare.c tools/report/compare.h \
	tools/report/forms.h \
	tools/report/form_hdr.c \
	tools/report/form_html.c \
	tools/report/form_json.c \
	tools/report/html_page.c tools/report/html_page.h \
	tools/report/run.c tools/report/run.h \
	tools/report/sections.c tools/report/sections.h \
	tools/report/stats.c tools/report/stats.h \
	tools/report/svg.c tools/report/svg.h \
	tools/report/table.c tools/report/table.h \
	tools/report/form_text.c \
	tools/report/timeline.c
libzctools_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

bin_PROGRAMS += zcctl
zcctl_SOURCES = \
	tools/zcctl/zcctl.c tools/zcctl/zcctl.h \
	tools/zcctl/zcctl_cmd.c \
	tools/zcctl/zcctl_follow.c tools/zcctl/zcctl_follow.h \
	tools/zcctl/zcctl_incident.c \
	tools/zcctl/zcctl_play.c \
	tools/zcctl/zcctl_queue.c \
	tools/zcctl/zcctl_report.c \
	tools/zcctl/zcctl_show.c \
	tools/zcctl/zcctl_song.c tools/zcctl/zcctl_song.h \
	tools/zcctl/zcctl_view.c tools/zcctl/zcctl_view.h \
	tools/zcctl/zcctl_watch.c
zcctl_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcctl_LDADD = libzctools.a libzcpipeline.a $(MPDCLIENT_LIBS) $(JANSSON_LIBS) -lm

bin_PROGRAMS += zcjitter
zcjitter_SOURCES = \
	tools/lab/copy.c tools/lab/copy.h \
	tools/lab/cost.c tools/lab/cost.h \
	tools/lab/daemon.c tools/lab/daemon.h \
	tools/lab/engine.c tools/lab/engine.h \
	tools/lab/load.c tools/lab/load.h \
	tools/lab/peer.c tools/lab/peer.h \
	tools/lab/play.h \
	tools/lab/process.c tools/lab/process.h \
	tools/zcjitter/zcjitter.c tools/zcjitter/zcjitter.h \
	tools/zcjitter/zcjitter_bench.c \
	tools/zcjitter/zcjitter_bench_files.c tools/zcjitter/zcjitter_bench_files.h \
	tools/zcjitter/zcjitter_bench_row.c tools/zcjitter/zcjitter_bench_row.h \
	tools/zcjitter/zcjitter_bench_start.c tools/zcjitter/zcjitter_bench_start.h \
	tools/zcjitter/zcjitter_compare.c \
	tools/zcjitter/zcjitter_error.c tools/zcjitter/zcjitter_error.h \
	tools/zcjitter/zcjitter_lab.c tools/zcjitter/zcjitter_lab.h \
	tools/zcjitter/zcjitter_lab_play.c \
	tools/zcjitter/zcjitter_lab_result.c \
	tools/zcjitter/zcjitter_lab_settings.c \
	tools/zcjitter/zcjitter_live.c \
	tools/zcjitter/zcjitter_machine.c tools/zcjitter/zcjitter_machine.h \
	tools/zcjitter/zcjitter_out.c tools/zcjitter/zcjitter_out.h \
	tools/zcjitter/zcjitter_record.c \
	tools/zcjitter/zcjitter_report.c \
	tools/zcjitter/zcjitter_events.c tools/zcjitter/zcjitter_events.h
zcjitter_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcjitter_LDADD = libzctools.a $(PIPELINE_LIBS) $(MPDCLIENT_LIBS) $(JANSSON_LIBS) -lm

bin_PROGRAMS += zcprobe
zcprobe_SOURCES = tools/zcprobe/zcprobe.c tools/zcprobe/zcprobe.h tools/zcprobe/zcprobe_print.c
zcprobe_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
zcprobe_LDADD = libzctools.a $(PIPELINE_LIBS) $(JANSSON_LIBS)

.PHONY: bench
bench: all
	./zcjitter bench --device sim $(BENCH)
	./zcjitter bench --device sim --starts 20 $(BENCH)
