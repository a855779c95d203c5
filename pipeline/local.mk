# The engine and everything between file and ring, as one library for daemon, tools and tests.
noinst_LIBRARIES += libzcpipeline.a
libzcpipeline_a_SOURCES = \
	pipeline/area.h \
	pipeline/device.h \
	pipeline/engine.h \
	pipeline/err.h \
	pipeline/fmt.h \
	pipeline/hist.h \
	pipeline/mixer_alsa.h \
	pipeline/msg.h \
	pipeline/path.h \
	pipeline/probe.h \
	pipeline/recording.h \
	pipeline/sink.h \
	pipeline/snap.h \
	pipeline/track.h \
	pipeline/trigger.h \
	pipeline/verdict.h \
	pipeline/verify.h \
	pipeline/wake.h \
	pipeline/wake_hist.h \
	pipeline/wake_stat.h \
	pipeline/base/clock.c pipeline/base/clock.h \
	pipeline/base/err.c \
	pipeline/base/file.c pipeline/base/file.h \
	pipeline/base/fmt.c \
	pipeline/base/mbox.c pipeline/base/mbox.h \
	pipeline/base/path.c \
	pipeline/base/rt_setup.c pipeline/base/rt_setup.h \
	pipeline/engine/engine_setup.c \
	pipeline/engine/filler.c pipeline/engine/filler.h \
	pipeline/measure/area.c \
	pipeline/measure/area_file.c pipeline/measure/area_file.h \
	pipeline/measure/hist.c \
	pipeline/measure/recording.c \
	pipeline/measure/snap.c \
	pipeline/measure/trigger.c \
	pipeline/measure/verdict.c \
	pipeline/measure/wake_hist.c \
	pipeline/measure/wake_stat.c \
	pipeline/probe/probe.c \
	pipeline/rt/area_put.c pipeline/rt/area_put.h \
	pipeline/rt/engine.c \
	pipeline/rt/engine_commands.c \
	pipeline/rt/engine_commit.c \
	pipeline/rt/engine_completions.c \
	pipeline/rt/engine_depth.c \
	pipeline/rt/engine_fade.c \
	pipeline/rt/engine_fill.c \
	pipeline/rt/engine_pending.c \
	pipeline/rt/engine_position.c \
	pipeline/rt/engine_record.c \
	pipeline/rt/engine_spans.c \
	pipeline/rt/engine_state.c pipeline/rt/engine_state.h \
	pipeline/rt/follow.c pipeline/rt/follow.h \
	pipeline/rt/job.h \
	pipeline/rt/jobs.c pipeline/rt/jobs.h \
	pipeline/rt/ring.c pipeline/rt/ring.h \
	pipeline/rt/sink_alsa.c pipeline/rt/sink_alsa.h \
	pipeline/rt/sink_sim.c pipeline/rt/sink_sim.h \
	pipeline/rt/source_direct.c pipeline/rt/source_direct.h \
	pipeline/rt/uring.c pipeline/rt/uring.h \
	pipeline/sink/device.c \
	pipeline/sink/device_alsa.c pipeline/sink/device_alsa.h \
	pipeline/sink/mixer_alsa.c \
	pipeline/sink/pin_probe.c \
	pipeline/sink/probe_read.c pipeline/sink/probe_read.h \
	pipeline/sink/sink.c \
	pipeline/sink/sink_alsa_map.c pipeline/sink/sink_alsa_map.h \
	pipeline/sink/sink_alsa_open.c pipeline/sink/sink_alsa_open.h \
	pipeline/sink/sink_sim_open.c pipeline/sink/sink_sim_open.h \
	pipeline/sink/sink_sim_wav.c pipeline/sink/sink_sim_wav.h \
	pipeline/source/content.c pipeline/source/content.h \
	pipeline/source/convert.c pipeline/source/convert.h \
	pipeline/source/decoder.h \
	pipeline/source/readahead.c pipeline/source/readahead.h \
	pipeline/source/source.h \
	pipeline/source/source_header.c pipeline/source/source_header.h \
	pipeline/source/source_layout.c pipeline/source/source_layout.h \
	pipeline/source/source_plain.c pipeline/source/source_plain.h \
	pipeline/source/source_raw.c \
	pipeline/source/source_sndfile.c \
	pipeline/source/source_sndfile_io.c pipeline/source/source_sndfile_io.h \
	pipeline/source/track.c \
	pipeline/source/track_source.h \
	pipeline/verify/verify.c \
	pipeline/verify/verify_case.c pipeline/verify/verify_case.h \
	pipeline/verify/verify_cover.c pipeline/verify/verify_cover.h \
	pipeline/verify/verify_file.c pipeline/verify/verify_file.h \
	pipeline/verify/verify_ring.c pipeline/verify/verify_ring.h
PIPELINE_LIBS = libzcpipeline.a $(ALSA_LIBS) $(SNDFILE_LIBS) $(URING_LIBS) $(ZLIB_LIBS) $(MD_LIBS) -lm
