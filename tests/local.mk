# Tests. Each speaks TAP. A unit test is one program for each module, tests/unit/ROOM/test_MODULE.c;
# it needs a line of its own below only if it has more than that one source, or wraps functions.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = top_srcdir="$(abs_top_srcdir)"; top_builddir="$(abs_top_builddir)"; export top_srcdir top_builddir;

if WITH_TESTS
check_LIBRARIES = libzcunit.a
libzcunit_a_SOURCES = tests/unit/unit.c tests/unit/unit.h tests/tmpdir.c tests/tmpdir.h
libzcunit_a_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
# For every test that names no others; the linker takes only what the test uses.
LDADD = libzcunit.a libzctools.a $(DAEMON_LIBS) $(MPDCLIENT_LIBS) $(CUNIT_LIBS)

# Sources shared by tests of several rooms: sound files, functions made to fail, a player and an
# engine that do what the test says.
GEN_SOURCES = tests/gen.c tests/gen.h tests/gen_cases.c
FAILING = tests/unit/failing.c tests/unit/failing.h
FAILING_WRAPS = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=aligned_alloc \
	-Wl,--wrap=posix_memalign -Wl,--wrap=free -Wl,--wrap=mmap -Wl,--wrap=mmap64 -Wl,--wrap=munmap \
	-Wl,--wrap=eventfd -Wl,--wrap=memfd_create -Wl,--wrap=pthread_create -Wl,--wrap=sf_open_virtual \
	-Wl,--wrap=io_uring_queue_init -Wl,--wrap=io_uring_register_buffers
FAKE_PLAYER = tests/unit/daemon/mpd/fake_player.c tests/unit/daemon/mpd/fake_player.h
FAKES = tests/unit/daemon/player/fake_engine.c tests/unit/daemon/player/fake_engine.h \
	tests/unit/daemon/player/fake_loop.c tests/unit/daemon/player/fake_loop.h \
	tests/unit/daemon/player/fake_track.c tests/unit/daemon/player/fake_track.h
SCRIPT = tests/unit/daemon/player/player_script.c tests/unit/daemon/player/player_script.h $(FAKES)
RIG = $(FAKE_PLAYER) tests/unit/daemon/mpd/fake_area.c tests/unit/daemon/mpd/fake_area.h \
	tests/unit/daemon/mpd/protocol_rig.c tests/unit/daemon/mpd/protocol_rig.h

# Unit tests
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
UNIT_TESTS =

# pipeline/base/
UNIT_TESTS += \
	tests/unit/pipeline/base/test_clock \
	tests/unit/pipeline/base/test_err \
	tests/unit/pipeline/base/test_fmt \
	tests/unit/pipeline/base/test_mbox \
	tests/unit/pipeline/base/test_path

# pipeline/engine/
UNIT_TESTS += \
	tests/unit/pipeline/engine/test_engine_unwind \
	tests/unit/pipeline/engine/test_filler
tests_unit_pipeline_engine_test_engine_unwind_SOURCES = \
	tests/unit/pipeline/engine/test_engine_unwind.c $(FAILING)
tests_unit_pipeline_engine_test_engine_unwind_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS) \
	-Wl,--wrap=sched_setscheduler -Wl,--wrap=sched_setaffinity -Wl,--wrap=mlockall \
	-Wl,--wrap=zc_mbox_put -Wl,--wrap=usleep -Wl,--wrap=open
tests_unit_pipeline_engine_test_filler_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sched_setscheduler

# pipeline/measure/
UNIT_TESTS += \
	tests/unit/pipeline/measure/test_area \
	tests/unit/pipeline/measure/test_hist \
	tests/unit/pipeline/measure/test_recording \
	tests/unit/pipeline/measure/test_verdict \
	tests/unit/pipeline/measure/test_wake_hist \
	tests/unit/pipeline/measure/test_wake_stat
tests_unit_pipeline_measure_test_area_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fallocate

# pipeline/probe/
UNIT_TESTS += tests/unit/pipeline/probe/test_probe

# pipeline/rt/
UNIT_TESTS += \
	tests/unit/pipeline/rt/test_ring \
	tests/unit/pipeline/rt/test_sink_alsa_position \
	tests/unit/pipeline/rt/test_source_direct
tests_unit_pipeline_rt_test_sink_alsa_position_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=snd_pcm_state \
	-Wl,--wrap=snd_pcm_htimestamp -Wl,--wrap=snd_pcm_mmap_begin -Wl,--wrap=snd_pcm_start

# pipeline/sink/
UNIT_TESTS += \
	tests/unit/pipeline/sink/test_probe_read \
	tests/unit/pipeline/sink/test_sink \
	tests/unit/pipeline/sink/test_sink_sim
tests_unit_pipeline_sink_test_probe_read_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=io_uring_submit_and_wait -Wl,--wrap=__io_uring_get_cqe

# pipeline/source/
FILES_SOURCES = tests/unit/pipeline/source/files.c tests/unit/pipeline/source/files.h $(GEN_SOURCES)
UNIT_TESTS += \
	tests/unit/pipeline/source/test_convert \
	tests/unit/pipeline/source/test_readahead \
	tests/unit/pipeline/source/test_source \
	tests/unit/pipeline/source/test_source_bad \
	tests/unit/pipeline/source/test_source_broken \
	tests/unit/pipeline/source/test_unwind
tests_unit_pipeline_source_test_readahead_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=io_uring_queue_init \
	-Wl,--wrap=io_uring_register_buffers -Wl,--wrap=io_uring_submit -Wl,--wrap=__io_uring_get_cqe \
	-Wl,--wrap=pread -Wl,--wrap=pread64
tests_unit_pipeline_source_test_source_SOURCES = tests/unit/pipeline/source/test_source.c \
	$(GEN_SOURCES)
tests_unit_pipeline_source_test_source_bad_SOURCES = tests/unit/pipeline/source/test_source_bad.c \
	$(FILES_SOURCES)
tests_unit_pipeline_source_test_source_broken_SOURCES = \
	tests/unit/pipeline/source/test_source_broken.c $(FILES_SOURCES)
tests_unit_pipeline_source_test_source_broken_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_readahead_read
tests_unit_pipeline_source_test_unwind_SOURCES = tests/unit/pipeline/source/test_unwind.c \
	$(FILES_SOURCES) $(FAILING)
tests_unit_pipeline_source_test_unwind_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS)

# pipeline/verify/
UNIT_TESTS += \
	tests/unit/pipeline/verify/test_verify \
	tests/unit/pipeline/verify/test_verify_cover \
	tests/unit/pipeline/verify/test_verify_ring
tests_unit_pipeline_verify_test_verify_SOURCES = tests/unit/pipeline/verify/test_verify.c \
	$(GEN_SOURCES) $(FAILING)
tests_unit_pipeline_verify_test_verify_LDFLAGS = $(AM_LDFLAGS) $(FAILING_WRAPS) -Wl,--wrap=strdup
tests_unit_pipeline_verify_test_verify_ring_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pthread_mutex_unlock

# daemon/
if HAVE_SYSTEMD
UNIT_TESTS += tests/unit/daemon/test_notify
tests_unit_daemon_test_notify_SOURCES = tests/unit/daemon/test_notify.c $(FAKES)
endif

# daemon/base/
UNIT_TESTS += \
	tests/unit/daemon/base/test_lock \
	tests/unit/daemon/base/test_loop \
	tests/unit/daemon/base/test_worker
tests_unit_daemon_base_test_lock_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=flock

# daemon/conf/
UNIT_TESTS += tests/unit/daemon/conf/test_conf

# daemon/incident/
UNIT_TESTS += \
	tests/unit/daemon/incident/test_incident \
	tests/unit/daemon/incident/test_incident_trace
tests_unit_daemon_incident_test_incident_SOURCES = tests/unit/daemon/incident/test_incident.c \
	$(FAKES)
tests_unit_daemon_incident_test_incident_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sd_journal_sendv

# daemon/library/
UNIT_TESTS += \
	tests/unit/daemon/library/test_library \
	tests/unit/daemon/library/test_stored
tests_unit_daemon_library_test_library_SOURCES = tests/unit/daemon/library/test_library.c $(RIG)

# daemon/metrics/
UNIT_TESTS += tests/unit/daemon/metrics/test_metrics
tests_unit_daemon_metrics_test_metrics_SOURCES = tests/unit/daemon/metrics/test_metrics.c \
	$(FAKE_PLAYER)

# daemon/mpd/
UNIT_TESTS += \
	tests/unit/daemon/mpd/test_filter \
	tests/unit/daemon/mpd/test_idle \
	tests/unit/daemon/mpd/test_listen \
	tests/unit/daemon/mpd/test_mpd_parse \
	tests/unit/daemon/mpd/test_protocol \
	tests/unit/daemon/mpd/test_protocol_bad \
	tests/unit/daemon/mpd/test_protocol_files \
	tests/unit/daemon/mpd/test_protocol_memory \
	tests/unit/daemon/mpd/test_protocol_pictures
tests_unit_daemon_mpd_test_idle_SOURCES = tests/unit/daemon/mpd/test_idle.c $(RIG)
tests_unit_daemon_mpd_test_protocol_SOURCES = tests/unit/daemon/mpd/test_protocol.c $(RIG)
tests_unit_daemon_mpd_test_protocol_bad_SOURCES = tests/unit/daemon/mpd/test_protocol_bad.c $(RIG)
tests_unit_daemon_mpd_test_protocol_files_SOURCES = tests/unit/daemon/mpd/test_protocol_files.c \
	$(RIG)
tests_unit_daemon_mpd_test_protocol_memory_SOURCES = tests/unit/daemon/mpd/test_protocol_memory.c \
	$(RIG)
tests_unit_daemon_mpd_test_protocol_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc \
	-Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=strdup -Wl,--wrap=strndup
tests_unit_daemon_mpd_test_protocol_pictures_SOURCES = \
	tests/unit/daemon/mpd/test_protocol_pictures.c $(RIG)

# daemon/player/
UNIT_TESTS += \
	tests/unit/daemon/player/test_loader \
	tests/unit/daemon/player/test_mixer \
	tests/unit/daemon/player/test_player \
	tests/unit/daemon/player/test_player_faults \
	tests/unit/daemon/player/test_player_memory \
	tests/unit/daemon/player/test_player_options \
	tests/unit/daemon/player/test_player_verify \
	tests/unit/daemon/player/test_report
tests_unit_daemon_player_test_loader_SOURCES = tests/unit/daemon/player/test_loader.c $(FAKES)
tests_unit_daemon_player_test_player_SOURCES = tests/unit/daemon/player/test_player.c $(SCRIPT)
tests_unit_daemon_player_test_player_faults_SOURCES = \
	tests/unit/daemon/player/test_player_faults.c $(SCRIPT)
tests_unit_daemon_player_test_player_memory_SOURCES = \
	tests/unit/daemon/player/test_player_memory.c $(SCRIPT)
tests_unit_daemon_player_test_player_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc \
	-Wl,--wrap=strdup
tests_unit_daemon_player_test_player_options_SOURCES = \
	tests/unit/daemon/player/test_player_options.c $(SCRIPT)
tests_unit_daemon_player_test_player_verify_SOURCES = \
	tests/unit/daemon/player/test_player_verify.c $(SCRIPT)

# daemon/queue/
UNIT_TESTS += tests/unit/daemon/queue/test_queue

# daemon/state/
UNIT_TESTS += \
	tests/unit/daemon/state/test_state \
	tests/unit/daemon/state/test_state_file
tests_unit_daemon_state_test_state_SOURCES = tests/unit/daemon/state/test_state.c $(SCRIPT)
tests_unit_daemon_state_test_state_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=rename
tests_unit_daemon_state_test_state_file_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=open -Wl,--wrap=write \
	-Wl,--wrap=fsync -Wl,--wrap=close -Wl,--wrap=rename -Wl,--wrap=unlink

# daemon/tags/
UNIT_TESTS += \
	tests/unit/daemon/tags/test_meta \
	tests/unit/daemon/tags/test_tags

# tools/common/
UNIT_TESTS += \
	tests/unit/tools/common/test_files \
	tests/unit/tools/common/test_json \
	tests/unit/tools/common/test_options \
	tests/unit/tools/common/test_parse \
	tests/unit/tools/common/test_text

# tools/draw/
UNIT_TESTS += tests/unit/tools/draw/test_draw

# tools/report/
UNIT_TESTS += \
	tests/unit/tools/report/test_hdr \
	tests/unit/tools/report/test_run \
	tests/unit/tools/report/test_stats

# tools/zcjitter/
UNIT_TESTS += tests/unit/tools/zcjitter/test_zcjitter_events
tests_unit_tools_zcjitter_test_zcjitter_events_SOURCES = \
	tests/unit/tools/zcjitter/test_zcjitter_events.c tools/zcjitter/zcjitter_events.c \
	tools/zcjitter/zcjitter_events.h
tests_unit_tools_zcjitter_test_zcjitter_events_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_kv_get \
	-Wl,--wrap=zc_receipt_wait -Wl,--wrap=zc_tool_connect

# The whole engine on the simulated DAC
STAGE = tests/sim/stage.c tests/sim/stage.h
VERIFY_RIG = tests/sim/verify_rig.c tests/sim/verify_rig.h
VERIFY_WRAPS = -Wl,--wrap=zc_verify_ring_read -Wl,--wrap=zc_follow_ready \
	-Wl,--wrap=sched_setscheduler -Wl,--wrap=ppoll
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
tests_sim_test_engine_commands_SOURCES = tests/sim/test_engine_commands.c $(STAGE)
tests_sim_test_engine_faults_SOURCES = tests/sim/test_engine_faults.c $(STAGE)
tests_sim_test_engine_pending_SOURCES = tests/sim/test_engine_pending.c $(STAGE)
tests_sim_test_engine_play_SOURCES = tests/sim/test_engine_play.c $(STAGE)
tests_sim_test_engine_records_SOURCES = tests/sim/test_engine_records.c $(STAGE)
tests_sim_test_engine_refusals_SOURCES = tests/sim/test_engine_refusals.c $(STAGE)
tests_sim_test_engine_refusals_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=zc_jobs_push
tests_sim_test_engine_table_SOURCES = tests/sim/test_engine_table.c $(STAGE) $(GEN_SOURCES)
tests_sim_test_engine_uring_SOURCES = tests/sim/test_engine_uring.c $(STAGE)
tests_sim_test_engine_uring_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=io_uring_submit \
	-Wl,--wrap=io_uring_submit_and_get_events
tests_sim_test_engine_verdict_SOURCES = tests/sim/test_engine_verdict.c $(STAGE)
tests_sim_test_engine_verdict_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=ppoll -Wl,--wrap=getrusage \
	-Wl,--wrap=zc_uring_reap
tests_sim_test_engine_verify_SOURCES = tests/sim/test_engine_verify.c $(VERIFY_RIG) $(STAGE)
tests_sim_test_engine_verify_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)
tests_sim_test_engine_verify_faults_SOURCES = tests/sim/test_engine_verify_faults.c $(VERIFY_RIG) \
	$(STAGE)
tests_sim_test_engine_verify_faults_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)
tests_sim_test_engine_verify_table_SOURCES = tests/sim/test_engine_verify_table.c $(VERIFY_RIG) \
	$(STAGE) $(GEN_SOURCES)
tests_sim_test_engine_verify_table_LDFLAGS = $(AM_LDFLAGS) $(VERIFY_WRAPS)

# Clients, against scripts and against a daemon on the simulated DAC
check_PROGRAMS += tests/proto/fake_server tests/proto/proto_client tests/recordings
tests_proto_fake_server_LDADD =
tests_proto_proto_client_LDADD = $(MPDCLIENT_LIBS)
tests_recordings_SOURCES = tests/recordings.c $(GEN_SOURCES)
PROTO_TESTS = \
	tests/proto/completion.sh \
	tests/proto/crowd.sh \
	tests/proto/mpc.sh \
	tests/proto/zcctl.sh \
	tests/proto/zcjitter.sh \
	tests/proto/zcprobe.sh
TESTS += $(PROTO_TESTS)

# Real drivers; skipped where there is no Loopback card
CARDS = tests/alsa/cards.c tests/alsa/cards.h
ALSA_TESTS = \
	tests/alsa/test_mixer_alsa \
	tests/alsa/test_sink_alsa \
	tests/alsa/test_sink_alsa_open
check_PROGRAMS += $(ALSA_TESTS)
TESTS += $(ALSA_TESTS)
tests_alsa_test_mixer_alsa_SOURCES = tests/alsa/test_mixer_alsa.c $(CARDS)
tests_alsa_test_sink_alsa_SOURCES = tests/alsa/test_sink_alsa.c $(CARDS)
tests_alsa_test_sink_alsa_open_SOURCES = tests/alsa/test_sink_alsa_open.c $(CARDS)

# Damaged input: `make check` runs each fuzzer for a bounded time with our own driver. For libFuzzer
# configure with CC=clang CFLAGS=-fsanitize=fuzzer-no-link and run `make tests/fuzz/libfuzzer_open`.
FUZZ_DRIVE = tests/fuzz/fuzz_drive.c tests/fuzz/fuzz_drive.h $(GEN_SOURCES)
FUZZ_MPD = tests/fuzz/fuzz_mpd.c $(FAKE_PLAYER)
FUZZ_TESTS = \
	tests/fuzz/fuzz_meta \
	tests/fuzz/fuzz_mpd \
	tests/fuzz/fuzz_open \
	tests/fuzz/fuzz_recording
check_PROGRAMS += $(FUZZ_TESTS)
TESTS += $(FUZZ_TESTS)
tests_fuzz_fuzz_meta_SOURCES = tests/fuzz/fuzz_meta_main.c tests/fuzz/fuzz_meta.c $(FUZZ_DRIVE)
tests_fuzz_fuzz_mpd_SOURCES = tests/fuzz/fuzz_mpd_main.c $(FUZZ_MPD) $(FUZZ_DRIVE)
tests_fuzz_fuzz_open_SOURCES = tests/fuzz/fuzz_main.c tests/fuzz/fuzz_open.c $(FUZZ_DRIVE)
tests_fuzz_fuzz_recording_SOURCES = tests/fuzz/fuzz_recording_main.c tests/fuzz/fuzz_recording.c \
	$(FUZZ_DRIVE)
EXTRA_PROGRAMS = \
	tests/fuzz/libfuzzer_meta \
	tests/fuzz/libfuzzer_mpd \
	tests/fuzz/libfuzzer_open \
	tests/fuzz/libfuzzer_recording
tests_fuzz_libfuzzer_meta_SOURCES = tests/fuzz/fuzz_meta.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_meta_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_libfuzzer_mpd_SOURCES = $(FUZZ_MPD) tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_mpd_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_libfuzzer_open_SOURCES = tests/fuzz/fuzz_open.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_open_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_libfuzzer_recording_SOURCES = tests/fuzz/fuzz_recording.c tests/fuzz/fuzz_drive.h
tests_fuzz_libfuzzer_recording_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

# What recording and verifying cost; no tests
BENCH_SOURCES = tests/bench/bench.c tests/bench/bench.h $(STAGE)
check_PROGRAMS += tests/bench/recording_cost tests/bench/verify_cost
tests_bench_recording_cost_SOURCES = tests/bench/recording_cost.c $(BENCH_SOURCES)
tests_bench_verify_cost_SOURCES = tests/bench/verify_cost.c $(BENCH_SOURCES)
endif
.PHONY: bench-recording bench-verify bench-report
bench-recording: tests/bench/recording_cost
	tests/bench/recording_cost
bench-verify: tests/bench/verify_cost
	tests/bench/verify_cost
bench-report: zcjitter tests/recordings
	$(srcdir)/tests/bench/reports .

# The whole daemon on the simulated DAC, by an MPD client
DAEMON_TESTS = \
	tests/sim/daemon_bad.sh \
	tests/sim/daemon_incident.sh \
	tests/sim/daemon_life.sh \
	tests/sim/daemon_manual.sh \
	tests/sim/daemon_play.sh \
	tests/sim/daemon_state.sh \
	tests/sim/daemon_verify.sh \
	tests/sim/zcjitter_lab.sh \
	tests/sim/zcjitter_record.sh
TESTS += $(DAEMON_TESTS)

# What tests/check runs again under valgrind: the unit tests but for those that need openat2, which
# Debian 12's valgrind does not know.
VALGRIND_TESTS = $(filter-out \
	tests/unit/daemon/library/test_library \
	tests/unit/daemon/mpd/test_protocol_files \
	tests/unit/daemon/mpd/test_protocol_memory \
	tests/unit/daemon/mpd/test_protocol_pictures, \
	$(UNIT_TESTS))
# What it runs again under ThreadSanitizer: modules that two threads use without a lock.
TSAN_TESTS = \
	tests/unit/daemon/library/test_library \
	tests/unit/daemon/player/test_loader \
	tests/unit/daemon/player/test_player \
	tests/unit/daemon/state/test_state \
	tests/unit/pipeline/base/test_mbox \
	tests/unit/pipeline/engine/test_filler \
	tests/unit/pipeline/measure/test_area \
	tests/unit/pipeline/verify/test_verify \
	tests/unit/pipeline/verify/test_verify_ring \
	$(filter-out tests/sim/test_engine_verify_table,$(SIM_TESTS))

# Style and structure
LINT_TESTS = \
	tests/lint/circles.sh \
	tests/lint/headers.sh \
	tests/lint/includes.sh \
	tests/lint/scripts.sh \
	tests/lint/style.sh \
	tests/lint/symbols.sh
.PHONY: lint
lint: all
	LINT_COMPILE='$(COMPILE)' $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(LINT_TESTS)'

# Real drivers and systemd in QEMU, the longest test first. KERNEL: stock, rt or 6.12.
KERNEL = stock
VM_TESTS = \
	tests/vm/soak.sh \
	tests/vm/boot.sh \
	tests/vm/alsa.sh \
	tests/vm/play.sh \
	tests/vm/direct.sh \
	tests/vm/quiet.sh \
	tests/vm/events.sh \
	tests/vm/service.sh \
	tests/vm/deadline.sh \
	tests/vm/faults.sh \
	tests/vm/verdict.sh \
	tests/vm/lab.sh \
	tests/vm/verify.sh
VM_TOOLS = tests/vm/headroom tests/vm/hog tests/vm/noise tests/vm/played tests/vm/slim
check_PROGRAMS += $(VM_TOOLS)
tests_vm_headroom_LDADD =
tests_vm_hog_LDADD =
tests_vm_noise_LDADD = $(SNDFILE_LIBS)
tests_vm_played_LDADD = $(SNDFILE_LIBS)
tests_vm_slim_LDADD =
.PHONY: check-vm soak-vm bench-vm
check-vm: all $(check_PROGRAMS)
	ZC_VM_KERNEL='$(KERNEL)' $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(VM_TESTS)'
soak-vm: all $(check_PROGRAMS)
	@ZC_VM_KERNEL='$(KERNEL)' SOAK_HOURS=24 top_srcdir='$(abs_top_srcdir)' \
		top_builddir='$(abs_top_builddir)' $(srcdir)/tests/vm/soak.sh
bench-vm: all $(VM_TOOLS)
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/tests/vm/bench

# Scripts and data that go into the tarball
EXTRA_DIST += $(DAEMON_TESTS) $(PROTO_TESTS) $(LINT_TESTS) $(VM_TESTS)
EXTRA_DIST += .ci/run .clang-format quickstart
EXTRA_DIST += tests/check tests/lsan.supp tests/schema tests/tap.sh tests/tsan.supp \
	tests/valgrind.supp
EXTRA_DIST += tests/bench/NOTES tests/bench/reports
EXTRA_DIST += tests/data/compare.txt tests/data/report-calm.hlog tests/data/report-calm.txt \
	tests/data/report-loaded.json tests/data/report-loaded.txt
EXTRA_DIST += tests/lint/rt-symbols.txt
EXTRA_DIST += tests/sim/daemon.sh
EXTRA_DIST += tests/vm/bench tests/vm/bench-guest tests/vm/bench.awk tests/vm/command-guest \
	tests/vm/deadline-guest tests/vm/debian.sh tests/vm/direct-guest tests/vm/events-guest \
	tests/vm/faults-guest tests/vm/guest.sh tests/vm/hogs-guest tests/vm/host.sh tests/vm/init \
	tests/vm/kernel.sh tests/vm/lab tests/vm/lib-guest tests/vm/lib.sh tests/vm/machine.sh \
	tests/vm/play-guest tests/vm/players-guest tests/vm/quiet-guest tests/vm/run \
	tests/vm/service-guest tests/vm/soak-guest tests/vm/soak.jq tests/vm/verdict-guest \
	tests/vm/verify-guest
