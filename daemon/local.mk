# daemon: what is built and installed from here.
# All of the daemon but its main, as a library for the program and its tests.
noinst_LIBRARIES += libzcdaemon.a
libzcdaemon_a_SOURCES = \
	daemon/buf.c daemon/buf.h \
	daemon/client.c daemon/client.h \
	daemon/client_step.c daemon/client_step.h \
	daemon/conf.c daemon/conf.h \
	daemon/conf_keys.c daemon/conf_keys.h \
	daemon/conf_parts.c daemon/conf_parts.h \
	daemon/conf_print.c \
	daemon/daemon.c daemon/daemon.h \
	daemon/filter.h \
	daemon/filter_inside.h \
	daemon/filter_match.c \
	daemon/filter_parse.c \
	daemon/http.c daemon/http.h \
	daemon/incident.c daemon/incident.h \
	daemon/incident_fields.c daemon/incident_fields.h \
	daemon/incident_hints.c daemon/incident_hints.h \
	daemon/incident_journal.c daemon/incident_journal.h \
	daemon/incident_store.c daemon/incident_store.h \
	daemon/incident_trace.c daemon/incident_trace.h \
	daemon/journal.c daemon/journal.h \
	daemon/library.c daemon/library.h \
	daemon/library_inside.h \
	daemon/library_open.c \
	daemon/library_picture.c \
	daemon/library_read.c \
	daemon/library_scan.c \
	daemon/library_walk.c daemon/library_walk.h \
	daemon/listen.c daemon/listen.h \
	daemon/listen_local.c daemon/listen_local.h \
	daemon/loader.c daemon/loader.h \
	daemon/loader_inside.h \
	daemon/loader_worker.c \
	daemon/lock.c daemon/lock.h \
	daemon/log.c daemon/log.h \
	daemon/loop.c daemon/loop.h \
	daemon/meta.c daemon/meta.h daemon/meta_inside.h \
	daemon/meta_chunks.c \
	daemon/meta_comments.c \
	daemon/meta_id3.c \
	daemon/meta_ogg.c \
	daemon/metrics.c daemon/metrics.h \
	daemon/mixer.c daemon/mixer.h \
	daemon/mpd_args.c \
	daemon/mpd_channels.c \
	daemon/mpd_cmd.c daemon/mpd_cmd.h \
	daemon/mpd_connection.c \
	daemon/mpd_files.c \
	daemon/mpd_incident.c \
	daemon/mpd_handlers.h \
	daemon/mpd_list.c \
	daemon/mpd_metrics.c \
	daemon/mpd_options.c \
	daemon/mpd_parse.c daemon/mpd_parse.h \
	daemon/mpd_picture.c \
	daemon/mpd_playback.c \
	daemon/mpd_queue.c \
	daemon/mpd_queue_add.c \
	daemon/mpd_queue_list.c \
	daemon/mpd_search.c daemon/mpd_search.h \
	daemon/mpd_status.c \
	daemon/mpd_stored.c daemon/mpd_stored.h \
	daemon/mpd_zc.c \
	daemon/mpd_zc_area.c \
	daemon/notify.c daemon/notify.h \
	daemon/player.c daemon/player.h daemon/player_priv.h \
	daemon/player_ahead.c \
	daemon/player_device.c \
	daemon/player_drive.c \
	daemon/player_events.c \
	daemon/player_record.c \
	daemon/player_status.c \
	daemon/player_verify.c \
	daemon/queue.c daemon/queue.h \
	daemon/queue_next.c \
	daemon/queue_order.c daemon/queue_order.h \
	daemon/reload.c daemon/reload.h \
	daemon/reply.c \
	daemon/report.c daemon/report.h \
	daemon/server.c \
	daemon/server.h \
	daemon/server_inside.h \
	daemon/song.c daemon/song.h \
	daemon/state.c daemon/state.h \
	daemon/state_file.c daemon/state_file.h \
	daemon/stored.c daemon/stored.h \
	daemon/tags.c daemon/tags.h \
	daemon/tags_read.c daemon/tags_read.h \
	daemon/textfile.c daemon/textfile.h \
	daemon/worker.c daemon/worker.h
DAEMON_LIBS = libzcdaemon.a $(PIPELINE_LIBS) $(SYSTEMD_LIBS) $(JANSSON_LIBS) $(MICROHTTPD_LIBS)

bin_PROGRAMS += zcaudiod
zcaudiod_SOURCES = daemon/main.c
zcaudiod_LDADD = $(DAEMON_LIBS)
