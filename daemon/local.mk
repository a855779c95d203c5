# daemon: what is built and installed from here.
# All of the daemon but its main, as a library for the program and its tests.
noinst_LIBRARIES += libzcdaemon.a
libzcdaemon_a_SOURCES = \
	daemon/conf.c daemon/conf.h \
	daemon/conf_keys.c daemon/conf_keys.h \
	daemon/conf_print.c \
	daemon/daemon.c daemon/daemon.h \
	daemon/loader.c daemon/loader.h \
	daemon/log.c daemon/log.h \
	daemon/loop.c daemon/loop.h \
	daemon/notify.c daemon/notify.h \
	daemon/player.c daemon/player.h daemon/player_priv.h \
	daemon/player_ahead.c \
	daemon/player_device.c \
	daemon/player_drive.c \
	daemon/player_events.c \
	daemon/player_status.c \
	daemon/queue.c daemon/queue.h \
	daemon/queue_next.c \
	daemon/queue_order.c daemon/queue_order.h \
	daemon/reload.c daemon/reload.h \
	daemon/report.c daemon/report.h \
	daemon/server.h \
	daemon/state.c daemon/state.h \
	daemon/state_file.c daemon/state_file.h
DAEMON_LIBS = libzcdaemon.a $(PIPELINE_LIBS) $(SYSTEMD_LIBS)
