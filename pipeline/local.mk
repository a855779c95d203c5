# The engine and everything between file and ring, as one library for daemon, tools and tests.
noinst_LIBRARIES += libzcpipeline.a
libzcpipeline_a_SOURCES = \
	pipeline/area.h \
	pipeline/area_file.c pipeline/area_file.h \
	pipeline/area_map.c \
	pipeline/area_read.c \
	pipeline/convert.c pipeline/convert.h \
	pipeline/device.c pipeline/device.h \
	pipeline/device_alsa.c pipeline/device_alsa.h \
	pipeline/engine.h \
	pipeline/engine_setup.c \
	pipeline/err.c pipeline/err.h \
	pipeline/file.c pipeline/file.h \
	pipeline/filler.c pipeline/filler.h \
	pipeline/fmt.c pipeline/fmt.h \
	pipeline/fmt_choose.c \
	pipeline/hist.c pipeline/hist.h \
	pipeline/job.h \
	pipeline/mixer_alsa.c pipeline/mixer_alsa.h \
	pipeline/msg.h \
	pipeline/wake.h \
	pipeline/path.c pipeline/path.h \
	pipeline/probe.c pipeline/probe.h \
	pipeline/probe_device.c \
	pipeline/probe_file.c \
	pipeline/probe_read.c pipeline/probe_read.h \
	pipeline/readahead.c pipeline/readahead.h \
	pipeline/readahead_blocks.c pipeline/readahead_blocks.h \
	pipeline/pin_probe.c \
	pipeline/recording.h pipeline/recording_check.h \
	pipeline/recording_read.c \
	pipeline/recording_write.c \
	pipeline/rt_setup.c pipeline/rt_setup.h \
	pipeline/sink.c pipeline/sink.h \
	pipeline/sink_alsa_addr.c \
	pipeline/sink_alsa_caps.c \
	pipeline/sink_alsa_map.c pipeline/sink_alsa_map.h \
	pipeline/sink_alsa_open.c pipeline/sink_alsa_open.h \
	pipeline/sink_sim_dac.c pipeline/sink_sim_dac.h \
	pipeline/sink_sim_open.c pipeline/sink_sim_open.h \
	pipeline/sink_sim_wav.c pipeline/sink_sim_wav.h \
	pipeline/snap.c pipeline/snap.h \
	pipeline/source.h \
	pipeline/source_decode.c \
	pipeline/source_header.c pipeline/source_header.h \
	pipeline/source_layout.c pipeline/source_layout.h \
	pipeline/source_open.c pipeline/source_open.h \
	pipeline/source_plain.c \
	pipeline/source_snd.c pipeline/source_snd.h \
	pipeline/track.c pipeline/track.h \
	pipeline/track_source.h \
	pipeline/trigger.c pipeline/trigger.h \
	pipeline/verdict.c pipeline/verdict.h \
	pipeline/verdict_text.c \
	pipeline/verify.c pipeline/verify.h pipeline/verify_inside.h \
	pipeline/verify_case.c pipeline/verify_case.h \
	pipeline/verify_cover.c pipeline/verify_cover.h \
	pipeline/verify_file.c pipeline/verify_file.h \
	pipeline/verify_ring.c pipeline/verify_ring.h \
	pipeline/verify_thread.c \
	pipeline/wake_hist.c pipeline/wake_hist.h \
	pipeline/wake_stat.c pipeline/wake_stat.h \
	pipeline/rt/area_put.c pipeline/rt/area_put.h \
	pipeline/rt/clock.c pipeline/rt/clock.h \
	pipeline/rt/engine.c pipeline/rt/engine_state.h \
	pipeline/rt/engine_cmd.c \
	pipeline/rt/engine_done.c \
	pipeline/rt/engine_fill.c \
	pipeline/rt/engine_look.c \
	pipeline/rt/engine_record.c \
	pipeline/rt/engine_settle.c \
	pipeline/rt/follow.c pipeline/rt/follow.h \
	pipeline/rt/jobs.c pipeline/rt/jobs.h \
	pipeline/rt/mbox.c pipeline/rt/mbox.h \
	pipeline/rt/ring.c pipeline/rt/ring.h \
	pipeline/rt/sink_alsa.c pipeline/rt/sink_alsa.h \
	pipeline/rt/sink_sim.c pipeline/rt/sink_sim.h \
	pipeline/rt/source_direct.c pipeline/rt/source_direct.h \
	pipeline/rt/uring.c pipeline/rt/uring.h
PIPELINE_LIBS = libzcpipeline.a $(ALSA_LIBS) $(SNDFILE_LIBS) $(URING_LIBS) $(ZLIB_LIBS) $(MD_LIBS) -lm
