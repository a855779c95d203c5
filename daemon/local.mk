# daemon: what is built and installed from here.
# All of the daemon but its main, as a library for the program and its tests.
noinst_LIBRARIES += libzcdaemon.a
libzcdaemon_a_SOURCES = \
	daemon/daemon.c daemon/daemon.h \
	daemon/notify.c daemon/notify.h \
	daemon/reload.c daemon/reload.h \
	daemon/base/buf.c daemon/base/buf.h \
	daemon/base/journal.c daemon/base/journal.h \
	daemon/base/lock.c daemon/base/lock.h \
	daemon/base/log.c daemon/base/log.h \
	daemon/base/loop.c daemon/base/loop.h \
	daemon/base/textfile.c daemon/base/textfile.h \
	daemon/base/worker.c daemon/base/worker.h \
	daemon/conf/conf.c daemon/conf/conf.h \
	daemon/conf/conf_keys.c daemon/conf/conf_keys.h \
	daemon/conf/conf_parts.c daemon/conf/conf_parts.h \
	daemon/incident/incident.c daemon/incident/incident.h \
	daemon/incident/incident_fields.c daemon/incident/incident_fields.h \
	daemon/incident/incident_hints.c daemon/incident/incident_hints.h \
	daemon/incident/incident_journal.c daemon/incident/incident_journal.h \
	daemon/incident/incident_store.c daemon/incident/incident_store.h \
	daemon/incident/incident_trace.c daemon/incident/incident_trace.h \
	daemon/library/library.c daemon/library/library.h \
	daemon/library/library_priv.h \
	daemon/library/library_open.c daemon/library/library_open.h \
	daemon/library/library_picture.c \
	daemon/library/library_read.c \
	daemon/library/library_scan.c \
	daemon/library/library_walk.c daemon/library/library_walk.h \
	daemon/library/stored.c daemon/library/stored.h \
	daemon/metrics/http.c daemon/metrics/http.h \
	daemon/metrics/metrics.c daemon/metrics/metrics.h \
	daemon/mpd/client.c daemon/mpd/client.h \
	daemon/mpd/dispatch.c daemon/mpd/dispatch.h \
	daemon/mpd/filter.c daemon/mpd/filter.h \
	daemon/mpd/idle.c daemon/mpd/idle.h \
	daemon/mpd/listen.c daemon/mpd/listen.h \
	daemon/mpd/listen_local.c daemon/mpd/listen_local.h \
	daemon/mpd/mpd_args.c daemon/mpd/mpd_args.h \
	daemon/mpd/mpd_channels.c \
	daemon/mpd/mpd_cmd.c daemon/mpd/mpd_cmd.h \
	daemon/mpd/mpd_connection.c \
	daemon/mpd/mpd_files.c \
	daemon/mpd/mpd_handlers.h \
	daemon/mpd/mpd_incident.c \
	daemon/mpd/mpd_list.c \
	daemon/mpd/mpd_metrics.c \
	daemon/mpd/mpd_options.c \
	daemon/mpd/mpd_parse.c daemon/mpd/mpd_parse.h \
	daemon/mpd/mpd_picture.c \
	daemon/mpd/mpd_playback.c \
	daemon/mpd/mpd_queue.c \
	daemon/mpd/mpd_queue_add.c \
	daemon/mpd/mpd_queue_list.c \
	daemon/mpd/mpd_search.c daemon/mpd/mpd_search.h \
	daemon/mpd/mpd_status.c \
	daemon/mpd/mpd_stored.c daemon/mpd/mpd_stored.h \
	daemon/mpd/mpd_zc.c \
	daemon/mpd/reply.c daemon/mpd/reply.h \
	daemon/mpd/server.c daemon/mpd/server.h \
	daemon/mpd/server_state.h \
	daemon/mpd/song.c daemon/mpd/song.h \
	daemon/player/loader.c daemon/player/loader.h \
	daemon/player/loader_worker.c daemon/player/loader_worker.h \
	daemon/player/mixer.c daemon/player/mixer.h \
	daemon/player/player.c daemon/player/player.h \
	daemon/player/player_device.c daemon/player/player_device.h \
	daemon/player/player_drive.c daemon/player/player_drive.h \
	daemon/player/player_events.c daemon/player/player_events.h \
	daemon/player/player_line.c daemon/player/player_line.h \
	daemon/player/player_record.c daemon/player/player_record.h \
	daemon/player/player_state.c daemon/player/player_state.h \
	daemon/player/player_verify.c daemon/player/player_verify.h \
	daemon/player/report.c daemon/player/report.h \
	daemon/queue/queue.c daemon/queue/queue.h \
	daemon/queue/queue_order.c daemon/queue/queue_order.h \
	daemon/state/state.c daemon/state/state.h \
	daemon/state/state_file.c daemon/state/state_file.h \
	daemon/tags/meta.c daemon/tags/meta.h \
	daemon/tags/meta_bytes.c daemon/tags/meta_bytes.h \
	daemon/tags/meta_chunks.c \
	daemon/tags/meta_comments.c \
	daemon/tags/meta_id3.c \
	daemon/tags/meta_ogg.c \
	daemon/tags/meta_parsers.h \
	daemon/tags/tags.c daemon/tags/tags.h \
	daemon/tags/tags_read.c daemon/tags/tags_read.h
DAEMON_LIBS = libzcdaemon.a $(PIPELINE_LIBS) $(SYSTEMD_LIBS) $(JANSSON_LIBS) $(MICROHTTPD_LIBS)

bin_PROGRAMS += zcaudiod
zcaudiod_SOURCES = daemon/main.c
zcaudiod_LDADD = $(DAEMON_LIBS)
