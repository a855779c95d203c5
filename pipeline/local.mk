# The engine and everything between file and ring, as one library for daemon, tools and tests.
noinst_LIBRARIES += libzcpipeline.a
libzcpipeline_a_SOURCES = \
	pipeline/device.h \
	pipeline/engine.h \
	pipeline/err.c pipeline/err.h \
	pipeline/fmt.h \
	pipeline/job.h \
	pipeline/msg.h \
	pipeline/path.h \
	pipeline/sink.h \
	pipeline/sink_sim_open.h \
	pipeline/source.h \
	pipeline/track.h \
	pipeline/rt/mbox.c pipeline/rt/mbox.h
PIPELINE_LIBS = libzcpipeline.a $(ALSA_LIBS) $(SNDFILE_LIBS) $(URING_LIBS) -lm
