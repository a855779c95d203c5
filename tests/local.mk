# Every test speaks TAP. Unit tests: one program for each module, tests/unit/test_MODULE.c.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = top_srcdir="$(abs_top_srcdir)"; top_builddir="$(abs_top_builddir)"; export top_srcdir top_builddir;

if WITH_TESTS
check_LIBRARIES = libzcunit.a
libzcunit_a_SOURCES = tests/unit/unit.c tests/unit/unit.h tests/tmpdir.c tests/tmpdir.h
libzcunit_a_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
UNIT_LIBS = libzcunit.a $(PIPELINE_LIBS) $(CUNIT_LIBS)
LDADD = $(UNIT_LIBS)

UNIT_TESTS = \
	tests/unit/daemon/conf/test_conf \
	tests/unit/pipeline/source/test_convert \
	tests/unit/pipeline/engine/test_engine_unwind \
	tests/unit/pipeline/rt/test_sink_alsa_position \
	tests/unit/pipeline/base/test_err \
	tests/unit/pipeline/engine/test_filler \
	tests/unit/pipeline/base/test_fmt \
	tests/unit/pipeline/base/test_fmt_choose \
	tests/unit/tools/common/test_json \
	tests/unit/daemon/base/test_lock \
	tests/unit/daemon/base/test_loop \
	tests/unit/daemon/base/test_worker \
	tests/unit/pipeline/base/test_path \
	tests/unit/pipeline/probe/test_probe \
	tests/unit/daemon/queue/test_queue \
	tests/unit/pipeline/source/test_readahead \
	tests/unit/pipeline/measure/test_recording \
	tests/unit/pipeline/source/test_source \
	tests/unit/pipeline/source/test_source_bad \
	tests/unit/pipeline/source/test_source_broken \
	tests/unit/pipeline/source/test_unwind \
	tests/unit/tools/common/test_files \
	tests/unit/tools/common/test_options \
	tests/unit/tools/common/test_parse \
	tests/unit/tools/common/test_text \
	tests/unit/tools/report/test_hdr \
	tests/unit/tools/report/test_stats
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
tests_unit_pipeline_base_test_err_SOURCES = tests/unit/pipeline/base/test_err.c
tests_unit_pipeline_source_test_convert_SOURCES = tests/unit/pipeline/source/test_convert.c
tests_unit_pipeline_engine_test_filler_SOURCES = tests/unit/pipeline/engine/test_filler.c
tests_unit_pipeline_engine_test_filler_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sched_setscheduler
tests_unit_pipeline_base_test_fmt_SOURCES = tests/unit/pipeline/base/test_fmt.c
tests_unit_pipeline_base_test_fmt_choose_SOURCES = tests/unit/pipeline/base/test_fmt_choose.c
tests_unit_pipeline_base_test_path_SOURCES = tests/unit/pipeline/base/test_path.c
tests_unit_pipeline_source_test_readahead_SOURCES = tests/unit/pipeline/source/test_readahead.c
tests_unit_pipeline_source_test_readahead_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=io_uring_queue_init \
	-Wl,--wrap=io_uring_register_buffers -Wl,--wrap=io_uring_submit \
	-Wl,--wrap=__io_uring_get_cqe -Wl,--wrap=pread -Wl,--wrap=pread64
tests_unit_pipeline_source_test_source_bad_SOURCES = tests/unit/pipeline/source/test_source_bad.c $(FILES_SOURCES)
tests_unit_pipeline_source_test_source_broken_SOURCES = tests/unit/pipeline/source/test_source_broken.c $(FILES_SOURCES)
tests_unit_pipeline_source_test_source_broken_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_readahead_read
GEN_SOURCES = tests/gen.c tests/gen.h tests/gen_cases.c
FILES_SOURCES = tests/unit/pipeline/source/files.c tests/unit/pipeline/source/files.h $(GEN_SOURCES)
FAILING = tests/unit/failing.c tests/unit/failing.h
FAILING_WRAPS = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=aligned_alloc \
	-Wl,--wrap=posix_memalign -Wl,--wrap=free -Wl,--wrap=mmap -Wl,--wrap=mmap64 \
	-Wl,--wrap=munmap -Wl,--wrap=eventfd -Wl,--wrap=memfd_create -Wl,--wrap=pthread_create \
	-Wl,--wrap=sf_open_virtual -Wl,--wrap=io_uring_queue_init \
	-Wl,--wrap=io_uring_register_buffers
tests_unit_pipeline_rt_test_sink_alsa_position_SOURCES = tests/unit/pipeline/rt/test_sink_alsa_position.c
tests_unit_pipeline_rt_test_sink_alsa_position_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=snd_pcm_state \
	-Wl,--wrap=snd_pcm_htimestamp -Wl,--wrap=snd_pcm_mmap_begin -Wl,--wrap=snd_pcm_start
tests_unit_pipeline_source_test_unwind_SOURCES = tests/unit/pipeline/source/test_unwind.c $(FILES_SOURCES) $(FAILING)
tests_unit_pipeline_source_test_unwind_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS)
tests_unit_pipeline_engine_test_engine_unwind_SOURCES = tests/unit/pipeline/engine/test_engine_unwind.c $(FAILING)
tests_unit_pipeline_engine_test_engine_unwind_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS) \
	-Wl,--wrap=sched_setscheduler -Wl,--wrap=sched_setaffinity -Wl,--wrap=mlockall \
	-Wl,--wrap=zc_mbox_put -Wl,--wrap=usleep \
	-Wl,--wrap=open
tests_unit_pipeline_source_test_source_SOURCES = tests/unit/pipeline/source/test_source.c $(GEN_SOURCES)

# Damaged files: a bounded run of our own driver in `make check`; `make tests/fuzz/libfuzzer_open`
# is the same entry under libFuzzer, for a tree configured with CC=clang and
# CFLAGS=-fsanitize=fuzzer-no-link.
check_PROGRAMS += tests/fuzz/fuzz_open
TESTS += tests/fuzz/fuzz_open
FUZZ_DRIVE = tests/fuzz/fuzz_drive.c tests/fuzz/fuzz_drive.h $(GEN_SOURCES)
tests_fuzz_fuzz_open_SOURCES = tests/fuzz/fuzz_main.c tests/fuzz/fuzz_open.c \
	$(FUZZ_DRIVE)
EXTRA_PROGRAMS = tests/fuzz/libfuzzer_open
tests_fuzz_libfuzzer_open_SOURCES = tests/fuzz/fuzz_open.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_open_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

# The same for what a client can send: tests/fuzz/fuzz_mpd, tests/fuzz/libfuzzer_mpd.
check_PROGRAMS += tests/fuzz/fuzz_mpd
TESTS += tests/fuzz/fuzz_mpd
FAKE_PLAYER = tests/unit/daemon/mpd/fake_player.c tests/unit/daemon/mpd/fake_player.h
FUZZ_MPD = tests/fuzz/fuzz_mpd.c $(FAKE_PLAYER)
tests_fuzz_fuzz_mpd_SOURCES = tests/fuzz/fuzz_mpd_main.c $(FUZZ_MPD) $(FUZZ_DRIVE)
tests_fuzz_fuzz_mpd_LDADD = $(DAEMON_UNIT_LIBS)
EXTRA_PROGRAMS += tests/fuzz/libfuzzer_mpd
tests_fuzz_libfuzzer_mpd_SOURCES = $(FUZZ_MPD) tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_mpd_LDADD = $(DAEMON_UNIT_LIBS)
tests_fuzz_libfuzzer_mpd_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

# And for recordings: tests/fuzz/fuzz_recording, tests/fuzz/libfuzzer_recording.
check_PROGRAMS += tests/fuzz/fuzz_recording
TESTS += tests/fuzz/fuzz_recording
tests_fuzz_fuzz_recording_SOURCES = tests/fuzz/fuzz_recording_main.c \
	tests/fuzz/fuzz_recording.c $(FUZZ_DRIVE)
EXTRA_PROGRAMS += tests/fuzz/libfuzzer_recording
tests_fuzz_libfuzzer_recording_SOURCES = tests/fuzz/fuzz_recording.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_recording_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

# And for files with tags and pictures: tests/fuzz/fuzz_meta, tests/fuzz/libfuzzer_meta.
check_PROGRAMS += tests/fuzz/fuzz_meta
TESTS += tests/fuzz/fuzz_meta
tests_fuzz_fuzz_meta_SOURCES = tests/fuzz/fuzz_meta_main.c tests/fuzz/fuzz_meta.c $(FUZZ_DRIVE)
tests_fuzz_fuzz_meta_LDADD = $(DAEMON_UNIT_LIBS)
EXTRA_PROGRAMS += tests/fuzz/libfuzzer_meta
tests_fuzz_libfuzzer_meta_SOURCES = tests/fuzz/fuzz_meta.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_meta_LDADD = $(DAEMON_UNIT_LIBS)
tests_fuzz_libfuzzer_meta_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

DAEMON_UNIT_LIBS = libzcunit.a $(DAEMON_LIBS) $(CUNIT_LIBS)
tests_unit_daemon_conf_test_conf_SOURCES = tests/unit/daemon/conf/test_conf.c
tests_unit_daemon_conf_test_conf_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_base_test_loop_SOURCES = tests/unit/daemon/base/test_loop.c
tests_unit_daemon_base_test_loop_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_base_test_lock_SOURCES = tests/unit/daemon/base/test_lock.c tests/tmpdir.c tests/tmpdir.h
tests_unit_daemon_base_test_lock_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_base_test_lock_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=flock
tests_unit_daemon_base_test_worker_SOURCES = tests/unit/daemon/base/test_worker.c
tests_unit_daemon_base_test_worker_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_queue_test_queue_SOURCES = tests/unit/daemon/queue/test_queue.c
tests_unit_daemon_queue_test_queue_LDADD = $(DAEMON_UNIT_LIBS)

tests_unit_pipeline_measure_test_recording_SOURCES = tests/unit/pipeline/measure/test_recording.c
tests_unit_pipeline_probe_test_probe_SOURCES = tests/unit/pipeline/probe/test_probe.c

TOOLS_UNIT_LIBS = libzcunit.a libzctools.a libzcpipeline.a $(JANSSON_LIBS) $(ZLIB_LIBS) $(CUNIT_LIBS) -lm
UNIT_TESTS += tests/unit/tools/draw/test_draw
tests_unit_tools_draw_test_draw_SOURCES = tests/unit/tools/draw/test_draw.c
tests_unit_tools_draw_test_draw_LDADD = $(TOOLS_UNIT_LIBS)
tests_unit_tools_common_test_json_SOURCES = tests/unit/tools/common/test_json.c
tests_unit_tools_common_test_json_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_tools_common_test_json_LDADD = $(TOOLS_UNIT_LIBS)
tests_unit_tools_common_test_files_SOURCES = tests/unit/tools/common/test_files.c
tests_unit_tools_common_test_files_LDADD = $(TOOLS_UNIT_LIBS)
tests_unit_tools_common_test_options_SOURCES = tests/unit/tools/common/test_options.c
tests_unit_tools_common_test_options_LDADD = $(TOOLS_UNIT_LIBS)
tests_unit_tools_common_test_parse_SOURCES = tests/unit/tools/common/test_parse.c
tests_unit_tools_common_test_parse_LDADD = $(TOOLS_UNIT_LIBS)
tests_unit_tools_common_test_text_SOURCES = tests/unit/tools/common/test_text.c
tests_unit_tools_common_test_text_LDADD = $(TOOLS_UNIT_LIBS)

tests_unit_tools_report_test_hdr_SOURCES = tests/unit/tools/report/test_hdr.c
tests_unit_tools_report_test_hdr_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_tools_report_test_hdr_LDADD = $(TOOLS_UNIT_LIBS) -lm
tests_unit_tools_report_test_stats_SOURCES = tests/unit/tools/report/test_stats.c
tests_unit_tools_report_test_stats_LDADD = $(TOOLS_UNIT_LIBS) -lm
UNIT_TESTS += tests/unit/tools/zcjitter/test_zcjitter_events
tests_unit_tools_zcjitter_test_zcjitter_events_SOURCES = tests/unit/tools/zcjitter/test_zcjitter_events.c \
	tools/zcjitter/zcjitter_events.c tools/zcjitter/zcjitter_events.h
tests_unit_tools_zcjitter_test_zcjitter_events_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_tools_zcjitter_test_zcjitter_events_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_kv_get \
	-Wl,--wrap=zc_receipt_wait -Wl,--wrap=zc_tool_connect
tests_unit_tools_zcjitter_test_zcjitter_events_LDADD = $(TOOLS_UNIT_LIBS) $(MPDCLIENT_LIBS)

RIG = $(FAKE_PLAYER) tests/unit/daemon/mpd/fake_area.c tests/unit/daemon/mpd/fake_area.h tests/unit/daemon/mpd/protocol_rig.c \
	tests/unit/daemon/mpd/protocol_rig.h
UNIT_TESTS += tests/unit/daemon/mpd/test_filter tests/unit/daemon/mpd/test_idle tests/unit/daemon/library/test_library \
	tests/unit/daemon/mpd/test_listen tests/unit/daemon/player/test_mixer tests/unit/daemon/mpd/test_mpd_parse tests/unit/daemon/mpd/test_protocol \
	tests/unit/daemon/mpd/test_protocol_bad tests/unit/daemon/mpd/test_protocol_files
tests_unit_daemon_mpd_test_filter_SOURCES = tests/unit/daemon/mpd/test_filter.c
tests_unit_daemon_mpd_test_filter_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_idle_SOURCES = tests/unit/daemon/mpd/test_idle.c $(RIG)
tests_unit_daemon_mpd_test_idle_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_library_test_library_SOURCES = tests/unit/daemon/library/test_library.c $(RIG)
tests_unit_daemon_library_test_library_LDADD = $(DAEMON_UNIT_LIBS)
UNIT_TESTS += tests/unit/daemon/library/test_stored
tests_unit_daemon_library_test_stored_SOURCES = tests/unit/daemon/library/test_stored.c tests/tmpdir.c tests/tmpdir.h
tests_unit_daemon_library_test_stored_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_listen_SOURCES = tests/unit/daemon/mpd/test_listen.c
tests_unit_daemon_mpd_test_listen_LDADD = $(DAEMON_UNIT_LIBS)
UNIT_TESTS += tests/unit/daemon/mpd/test_protocol_memory
tests_unit_daemon_mpd_test_protocol_memory_SOURCES = tests/unit/daemon/mpd/test_protocol_memory.c $(RIG)
tests_unit_daemon_mpd_test_protocol_memory_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_protocol_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=realloc -Wl,--wrap=strdup -Wl,--wrap=strndup
UNIT_TESTS += tests/unit/daemon/tags/test_meta tests/unit/daemon/tags/test_tags tests/unit/daemon/mpd/test_protocol_pictures
tests_unit_daemon_mpd_test_protocol_pictures_SOURCES = tests/unit/daemon/mpd/test_protocol_pictures.c $(RIG)
tests_unit_daemon_mpd_test_protocol_pictures_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_tags_test_tags_SOURCES = tests/unit/daemon/tags/test_tags.c
tests_unit_daemon_tags_test_tags_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_tags_test_meta_SOURCES = tests/unit/daemon/tags/test_meta.c
tests_unit_daemon_tags_test_meta_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_player_test_mixer_SOURCES = tests/unit/daemon/player/test_mixer.c
tests_unit_daemon_player_test_mixer_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_protocol_files_SOURCES = tests/unit/daemon/mpd/test_protocol_files.c $(RIG)
tests_unit_daemon_mpd_test_protocol_files_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_protocol_bad_SOURCES = tests/unit/daemon/mpd/test_protocol_bad.c $(RIG)
tests_unit_daemon_mpd_test_protocol_bad_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_mpd_parse_SOURCES = tests/unit/daemon/mpd/test_mpd_parse.c
tests_unit_daemon_mpd_test_mpd_parse_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_mpd_test_protocol_SOURCES = tests/unit/daemon/mpd/test_protocol.c $(RIG)
tests_unit_daemon_mpd_test_protocol_LDADD = $(DAEMON_UNIT_LIBS)

# The player on an engine, tracks, devices and a clock that do what the test says.
FAKES = tests/unit/daemon/player/fake_engine.c tests/unit/daemon/player/fake_engine.h tests/unit/daemon/player/fake_loop.c \
	tests/unit/daemon/player/fake_track.c tests/unit/daemon/player/fake_track.h
UNIT_TESTS += tests/unit/daemon/player/test_loader tests/unit/daemon/player/test_player \
	tests/unit/daemon/player/test_player_faults tests/unit/daemon/player/test_player_options tests/unit/daemon/player/test_report tests/unit/daemon/state/test_state \
	tests/unit/daemon/state/test_state_file
tests_unit_daemon_player_test_loader_SOURCES = tests/unit/daemon/player/test_loader.c $(FAKES)
tests_unit_daemon_player_test_loader_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_player_test_report_SOURCES = tests/unit/daemon/player/test_report.c
tests_unit_daemon_player_test_report_LDADD = $(DAEMON_UNIT_LIBS)
SCRIPT = tests/unit/daemon/player/player_script.c tests/unit/daemon/player/player_script.h $(FAKES)
tests_unit_daemon_player_test_player_SOURCES = tests/unit/daemon/player/test_player.c $(SCRIPT)
tests_unit_daemon_state_test_state_SOURCES = tests/unit/daemon/state/test_state.c $(SCRIPT)
tests_unit_daemon_state_test_state_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_state_test_state_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=rename
tests_unit_daemon_state_test_state_file_SOURCES = tests/unit/daemon/state/test_state_file.c
tests_unit_daemon_state_test_state_file_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_state_test_state_file_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=open -Wl,--wrap=write \
	-Wl,--wrap=fsync -Wl,--wrap=close -Wl,--wrap=rename -Wl,--wrap=unlink
UNIT_TESTS += tests/unit/daemon/metrics/test_metrics
tests_unit_daemon_metrics_test_metrics_SOURCES = tests/unit/daemon/metrics/test_metrics.c $(FAKE_PLAYER)
tests_unit_daemon_metrics_test_metrics_LDADD = $(DAEMON_UNIT_LIBS)
UNIT_TESTS += tests/unit/daemon/incident/test_incident
tests_unit_daemon_incident_test_incident_SOURCES = tests/unit/daemon/incident/test_incident.c $(FAKES)
tests_unit_daemon_incident_test_incident_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_incident_test_incident_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sd_journal_sendv
UNIT_TESTS += tests/unit/daemon/incident/test_incident_trace
tests_unit_daemon_incident_test_incident_trace_SOURCES = tests/unit/daemon/incident/test_incident_trace.c
tests_unit_daemon_incident_test_incident_trace_LDADD = $(DAEMON_UNIT_LIBS)
UNIT_TESTS += tests/unit/daemon/player/test_player_memory
tests_unit_daemon_player_test_player_memory_SOURCES = tests/unit/daemon/player/test_player_memory.c $(SCRIPT)
tests_unit_daemon_player_test_player_memory_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_player_test_player_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc -Wl,--wrap=strdup
tests_unit_daemon_player_test_player_options_SOURCES = tests/unit/daemon/player/test_player_options.c $(SCRIPT)
tests_unit_daemon_player_test_player_options_LDADD = $(DAEMON_UNIT_LIBS)
UNIT_TESTS += tests/unit/daemon/player/test_player_verify
tests_unit_daemon_player_test_player_verify_SOURCES = tests/unit/daemon/player/test_player_verify.c $(SCRIPT)
tests_unit_daemon_player_test_player_verify_LDADD = $(DAEMON_UNIT_LIBS)
if HAVE_SYSTEMD
UNIT_TESTS += tests/unit/daemon/test_notify
tests_unit_daemon_test_notify_SOURCES = tests/unit/daemon/test_notify.c $(FAKES)
tests_unit_daemon_test_notify_LDADD = $(DAEMON_UNIT_LIBS)
endif
tests_unit_daemon_player_test_player_faults_SOURCES = tests/unit/daemon/player/test_player_faults.c $(SCRIPT)
tests_unit_daemon_player_test_player_faults_LDADD = $(DAEMON_UNIT_LIBS)
tests_unit_daemon_player_test_player_LDADD = $(DAEMON_UNIT_LIBS)

# The client, against scripts and against a daemon on the simulated DAC.
PROTO_TESTS = tests/proto/completion.sh tests/proto/crowd.sh tests/proto/mpc.sh tests/proto/zcctl.sh \
	tests/proto/zcjitter.sh \
	tests/proto/zcprobe.sh
check_PROGRAMS += tests/proto/fake_server
check_PROGRAMS += tests/proto/proto_client
tests_proto_proto_client_SOURCES = tests/proto/proto_client.c
tests_proto_proto_client_LDADD = $(MPDCLIENT_LIBS)
EXTRA_DIST += tests/proto/crowd.sh tests/proto/mpc.sh
tests_proto_fake_server_SOURCES = tests/proto/fake_server.c
tests_proto_fake_server_LDADD =
TESTS += $(PROTO_TESTS)

check_PROGRAMS += tests/recordings
GOLDEN = tests/data/report-calm.txt tests/data/report-loaded.txt tests/data/report-loaded.json \
	tests/data/report-calm.hlog tests/data/compare.txt
tests_recordings_SOURCES = tests/recordings.c $(GEN_SOURCES)

# On real drivers: skipped where there is no Loopback card.
ALSA_TESTS = tests/alsa/test_mixer_alsa tests/alsa/test_sink_alsa tests/alsa/test_sink_alsa_open
check_PROGRAMS += $(ALSA_TESTS)
TESTS += $(ALSA_TESTS)
CARDS = tests/alsa/cards.c tests/alsa/cards.h
tests_alsa_test_mixer_alsa_SOURCES = tests/alsa/test_mixer_alsa.c $(CARDS)
tests_alsa_test_sink_alsa_SOURCES = tests/alsa/test_sink_alsa.c $(CARDS)
tests_alsa_test_sink_alsa_open_SOURCES = tests/alsa/test_sink_alsa_open.c $(CARDS)

UNIT_TESTS += tests/unit/pipeline/measure/test_area tests/unit/pipeline/base/test_clock tests/unit/pipeline/base/test_mbox tests/unit/pipeline/rt/test_ring \
	tests/unit/pipeline/rt/test_source_direct tests/unit/pipeline/measure/test_hist tests/unit/pipeline/measure/test_wake_hist tests/unit/pipeline/measure/test_wake_stat
tests_unit_pipeline_measure_test_area_SOURCES = tests/unit/pipeline/measure/test_area.c
tests_unit_pipeline_measure_test_area_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fallocate
UNIT_TESTS += tests/unit/pipeline/measure/test_verdict
tests_unit_pipeline_measure_test_verdict_SOURCES = tests/unit/pipeline/measure/test_verdict.c
UNIT_TESTS += tests/unit/pipeline/verify/test_verify tests/unit/pipeline/verify/test_verify_cover tests/unit/pipeline/verify/test_verify_ring
tests_unit_pipeline_verify_test_verify_SOURCES = tests/unit/pipeline/verify/test_verify.c $(GEN_SOURCES) $(FAILING)
tests_unit_pipeline_verify_test_verify_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS) -Wl,--wrap=strdup
tests_unit_pipeline_verify_test_verify_cover_SOURCES = tests/unit/pipeline/verify/test_verify_cover.c
tests_unit_pipeline_verify_test_verify_ring_SOURCES = tests/unit/pipeline/verify/test_verify_ring.c
tests_unit_pipeline_verify_test_verify_ring_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pthread_mutex_unlock
tests_unit_pipeline_measure_test_wake_hist_SOURCES = tests/unit/pipeline/measure/test_wake_hist.c
UNIT_TESTS += tests/unit/pipeline/sink/test_probe_read tests/unit/pipeline/sink/test_sink \
	tests/unit/pipeline/sink/test_sink_sim
tests_unit_pipeline_measure_test_wake_stat_SOURCES = tests/unit/pipeline/measure/test_wake_stat.c
tests_unit_pipeline_base_test_clock_SOURCES = tests/unit/pipeline/base/test_clock.c
tests_unit_pipeline_base_test_mbox_SOURCES = tests/unit/pipeline/base/test_mbox.c
tests_unit_pipeline_rt_test_ring_SOURCES = tests/unit/pipeline/rt/test_ring.c
tests_unit_pipeline_sink_test_probe_read_SOURCES = tests/unit/pipeline/sink/test_probe_read.c
tests_unit_pipeline_sink_test_probe_read_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=io_uring_submit_and_wait \
	-Wl,--wrap=__io_uring_get_cqe
tests_unit_pipeline_sink_test_sink_SOURCES = tests/unit/pipeline/sink/test_sink.c
tests_unit_pipeline_sink_test_sink_sim_SOURCES = tests/unit/pipeline/sink/test_sink_sim.c
tests_unit_pipeline_rt_test_source_direct_SOURCES = tests/unit/pipeline/rt/test_source_direct.c
tests_unit_pipeline_measure_test_hist_SOURCES = tests/unit/pipeline/measure/test_hist.c

# The whole engine on the simulated DAC.
SIM_TESTS = \
	tests/sim/test_engine_commands \
	tests/sim/test_engine_faults \
	tests/sim/test_engine_pending \
	tests/sim/test_engine_play \
	tests/sim/test_engine_records \
	tests/sim/test_engine_refusals \
	tests/sim/test_engine_table \
	tests/sim/test_engine_uring \
	tests/sim/test_engine_verdict \
	tests/sim/test_engine_verify \
	tests/sim/test_engine_verify_faults \
	tests/sim/test_engine_verify_table
check_PROGRAMS += $(SIM_TESTS)
TESTS += $(SIM_TESTS)
STAGE = tests/sim/stage.c tests/sim/stage.h
# What measuring and verifying cost; no tests.
BENCH_SOURCES = tests/bench/bench.c tests/bench/bench.h $(STAGE)
check_PROGRAMS += tests/bench/recording_cost tests/bench/verify_cost
tests_bench_recording_cost_SOURCES = tests/bench/recording_cost.c $(BENCH_SOURCES)
tests_bench_verify_cost_SOURCES = tests/bench/verify_cost.c $(BENCH_SOURCES)
bench-recording: tests/bench/recording_cost
	tests/bench/recording_cost
bench-verify: tests/bench/verify_cost
	tests/bench/verify_cost
bench-report: zcjitter tests/recordings
	$(srcdir)/tests/bench/reports .
tests_sim_test_engine_commands_SOURCES = tests/sim/test_engine_commands.c $(STAGE)
tests_sim_test_engine_faults_SOURCES = tests/sim/test_engine_faults.c $(STAGE)
tests_sim_test_engine_pending_SOURCES = tests/sim/test_engine_pending.c $(STAGE)
tests_sim_test_engine_play_SOURCES = tests/sim/test_engine_play.c $(STAGE)
tests_sim_test_engine_records_SOURCES = tests/sim/test_engine_records.c $(STAGE)
tests_sim_test_engine_refusals_SOURCES = tests/sim/test_engine_refusals.c $(STAGE)
tests_sim_test_engine_refusals_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_jobs_push
tests_sim_test_engine_uring_SOURCES = tests/sim/test_engine_uring.c $(STAGE)
tests_sim_test_engine_uring_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=io_uring_submit \
	-Wl,--wrap=io_uring_submit_and_get_events
tests_sim_test_engine_verdict_SOURCES = tests/sim/test_engine_verdict.c $(STAGE)
tests_sim_test_engine_verdict_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=ppoll \
	-Wl,--wrap=getrusage -Wl,--wrap=zc_uring_reap
VERIFY_RIG = tests/sim/verify_rig.c tests/sim/verify_rig.h
VERIFY_WRAPS = -Wl,--wrap=zc_verify_ring_read -Wl,--wrap=zc_follow_ready \
	-Wl,--wrap=sched_setscheduler -Wl,--wrap=ppoll
tests_sim_test_engine_verify_SOURCES = tests/sim/test_engine_verify.c $(VERIFY_RIG) $(STAGE)
tests_sim_test_engine_verify_table_SOURCES = tests/sim/test_engine_verify_table.c $(VERIFY_RIG) \
	$(STAGE) $(GEN_SOURCES)
tests_sim_test_engine_verify_table_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)
tests_sim_test_engine_verify_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)
tests_sim_test_engine_verify_faults_SOURCES = tests/sim/test_engine_verify_faults.c \
	$(VERIFY_RIG) $(STAGE)
tests_sim_test_engine_verify_faults_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)
tests_sim_test_engine_table_SOURCES = tests/sim/test_engine_table.c $(STAGE) tests/gen.c \
	tests/gen.h tests/gen_cases.c

endif

# The daemon as a whole on the simulated DAC, by a client of MPD.
DAEMON_TESTS = tests/sim/daemon_bad.sh tests/sim/daemon_incident.sh tests/sim/daemon_life.sh \
	tests/sim/daemon_manual.sh tests/sim/daemon_play.sh tests/sim/daemon_state.sh tests/sim/daemon_verify.sh tests/sim/zcjitter_lab.sh tests/sim/zcjitter_record.sh
TESTS += $(DAEMON_TESTS)
EXTRA_DIST += tests/sim/daemon.sh $(DAEMON_TESTS)

# What `tests/check` runs again under valgrind and ThreadSanitizer; the latter are the modules that
# two threads use without a lock. Debian 12's valgrind does not know openat2.
VALGRIND_TESTS = $(filter-out tests/unit/daemon/library/test_library tests/unit/daemon/mpd/test_protocol_files tests/unit/daemon/mpd/test_protocol_pictures tests/unit/daemon/mpd/test_protocol_memory,$(UNIT_TESTS))
TSAN_TESTS = tests/unit/pipeline/measure/test_area tests/unit/pipeline/engine/test_filler tests/unit/daemon/library/test_library tests/unit/daemon/player/test_loader \
	tests/unit/pipeline/base/test_mbox tests/unit/daemon/player/test_player tests/unit/daemon/state/test_state \
	tests/unit/pipeline/verify/test_verify tests/unit/pipeline/verify/test_verify_ring \
	$(filter-out tests/sim/test_engine_verify_table,$(SIM_TESTS))

# Stages of their own, apart from `make check`: they need more packages or more time.
LINT_TESTS = tests/lint/circles.sh tests/lint/headers.sh tests/lint/includes.sh tests/lint/scripts.sh \
	tests/lint/style.sh tests/lint/symbols.sh
VM_TESTS = tests/vm/soak.sh tests/vm/boot.sh tests/vm/alsa.sh tests/vm/play.sh tests/vm/direct.sh \
	tests/vm/quiet.sh tests/vm/events.sh tests/vm/service.sh \
	tests/vm/deadline.sh tests/vm/faults.sh tests/vm/verdict.sh tests/vm/lab.sh \
	tests/vm/verify.sh
check_PROGRAMS += tests/vm/noise tests/vm/played tests/vm/hog tests/vm/headroom tests/vm/slim
tests_vm_headroom_SOURCES = tests/vm/headroom.c
tests_vm_headroom_LDADD =
tests_vm_hog_SOURCES = tests/vm/hog.c
tests_vm_hog_LDADD =
tests_vm_slim_SOURCES = tests/vm/slim.c
tests_vm_slim_LDADD =
tests_vm_noise_SOURCES = tests/vm/noise.c
tests_vm_noise_LDADD = $(SNDFILE_LIBS)
tests_vm_played_SOURCES = tests/vm/played.c
tests_vm_played_LDADD = $(SNDFILE_LIBS)
# What check-vm boots: stock, rt or 6.12.
KERNEL = stock
.PHONY: lint check-vm soak-vm bench-vm bench-recording bench-report bench-verify
lint: all
	LINT_COMPILE='$(COMPILE)' $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(LINT_TESTS)'
bench-vm: all tests/vm/noise tests/vm/hog tests/vm/headroom tests/vm/slim
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/tests/vm/bench
check-vm: all $(check_PROGRAMS)
	ZC_VM_KERNEL='$(KERNEL)' $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(VM_TESTS)'
EXTRA_DIST += tests/vm/host.sh tests/vm/soak-guest tests/vm/soak.jq tests/vm/deadline-guest \
	tests/vm/faults-guest tests/vm/verdict-guest tests/vm/verify-guest
soak-vm: all $(check_PROGRAMS)
	@ZC_VM_KERNEL='$(KERNEL)' SOAK_HOURS=24 top_srcdir='$(abs_top_srcdir)' \
		top_builddir='$(abs_top_builddir)' $(srcdir)/tests/vm/soak.sh

EXTRA_DIST += quickstart .ci/run tests/bench/NOTES tests/bench/reports .clang-format tests/check tests/schema tests/tap.sh \
	tests/vm/run tests/vm/init tests/vm/lib.sh tests/vm/lib-guest tests/vm/kernel.sh \
	tests/vm/debian.sh tests/vm/guest.sh tests/vm/command-guest tests/vm/machine.sh \
	tests/vm/bench tests/vm/bench-guest tests/vm/bench.awk tests/vm/players-guest tests/vm/lab tests/vm/play-guest tests/vm/direct-guest \
	tests/vm/quiet-guest tests/vm/hogs-guest tests/vm/events-guest tests/vm/service-guest \
	$(VM_TESTS) $(LINT_TESTS) tests/lint/rt-symbols.txt \
	tests/proto/completion.sh tests/proto/zcctl.sh \
	tests/proto/zcjitter.sh $(GOLDEN) \
	tests/proto/zcprobe.sh tests/lsan.supp tests/tsan.supp tests/valgrind.supp
