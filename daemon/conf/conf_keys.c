/* Every configuration key, in the order of the printed configuration. Constant data. */
#include "daemon/conf/conf_keys.h"

#include "daemon/conf/conf.h"
#include "daemon/incident/incident.h"
#include "daemon/base/log.h"
#include "pipeline/path.h"
#include "pipeline/sink.h"

static const struct zc_conf_word wakeup_words[] = {
	{ "auto", ZC_WAKEUPS_AUTO },
	{ "period", ZC_WAKEUPS_PERIOD },
	{ "deadline", ZC_WAKEUPS_DEADLINE },
	{ NULL, 0 },
};

static const struct zc_conf_word path_words[] = {
	{ "direct", ZC_PATH_DIRECT },
	{ "staged", ZC_PATH_STAGED },
	{ "decoded", ZC_PATH_DECODED },
	{ NULL, 0 },
};

static const struct zc_conf_word clock_words[] = {
	{ "real", false },
	{ "virtual", true },
	{ NULL, 0 },
};

static const struct zc_conf_word level_words[] = {
	{ "error", ZC_LOG_ERROR },
	{ "warning", ZC_LOG_WARNING },
	{ "notice", ZC_LOG_NOTICE },
	{ "info", ZC_LOG_INFO },
	{ "debug", ZC_LOG_DEBUG },
	{ NULL, 0 },
};

#define KEY(field) .name = #field, .offset = offsetof(struct zc_conf, field)

const struct zc_conf_key zc_conf_keys[] = {
	{ KEY(music_directory), .type = ZC_CONF_PATH, .initial = "", .group = "Files",
		.about = "The folder that clients see. Over TCP nothing outside can be "
			 "reached, also not\n"
			 "through symbolic links. Empty: only absolute paths, on the local "
			 "socket.\n" },
	{ KEY(auto_update), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "Read the tags of all files in music_directory at start, in the "
			 "background.\n" },
	{ KEY(playlist_directory), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/playlists",
		.about = "Where stored playlists (.m3u) live; made at the first save. Empty: "
			 "none.\n" },
	{ KEY(state_file), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/state",
		.about = "Queue, position and options are kept here over a restart; one daemon "
			 "has\n"
			 "it to itself. Empty: not kept.\n" },

	{ KEY(socket), .type = ZC_CONF_PATH, .initial = ZC_RUNSTATEDIR "/zcaudiod/socket",
		.group = "Control",
		.about =
			"Local socket, at most 107 bytes long. Its clients may name files by "
			"absolute\n"
			"path. Not used where systemd hands the sockets over. Empty: none.\n" },
	{ KEY(socket_mode), .type = ZC_CONF_MODE, .max = 0777, .initial = "0660",
		.about = "Permissions of the local socket, octal.\n" },
	{ KEY(port), .type = ZC_CONF_UINT, .max = 65535, .initial = "6600",
		.about = "TCP port on 127.0.0.1 and ::1, nowhere else. 0: no TCP.\n" },
	{ KEY(max_connections), .type = ZC_CONF_UINT, .min = 1, .max = 100000, .initial = "100",
		.about = "More clients than this at a time are turned away with an error.\n" },
	{ KEY(max_output_buffer_kib), .type = ZC_CONF_UINT, .min = 16, .max = 1048576,
		.initial = "256",
		.about = "A client that leaves more than this unread gets nothing more until "
			 "it reads.\n" },
	{ KEY(max_command_list_kib), .type = ZC_CONF_UINT, .min = 4, .max = 1048576,
		.initial = "8192", .about = "Largest command list of one client.\n" },
	{ KEY(connection_timeout_s), .type = ZC_CONF_UINT, .min = 1, .max = 86400,
		.initial = "60",
		.about = "A client that sends nothing, or reads nothing of what waits for it, "
			 "for so many\n"
			 "seconds is dropped. One that waits in `idle` is not.\n" },

	{ KEY(device), .type = ZC_CONF_STRING, .initial = "auto", .group = "Playing",
		.about = "hw:CARD=...,DEV=... (zcctl devices lists them), sim for the "
			 "simulated DAC, or auto:\n"
			 "the first usable card, sim where there is none.\n" },
	{ KEY(ring_ms), .type = ZC_CONF_UINT, .max = 60000, .initial = "0",
		.about = "Wanted length of the device's ring in milliseconds; the card may "
			 "grant less.\n"
			 "0: 1 MiB, but at least 2000 ms and at most 12000: a long ring saves "
			 "wake-ups, and\n"
			 "delays no command.\n" },
	{ KEY(period_ms), .type = ZC_CONF_UINT, .max = 30000, .initial = "0",
		.about = "Wanted period in milliseconds. 0: a tenth of the ring and at most "
			 "200 ms, or the\n"
			 "longest that the card grants where its interrupts are off.\n" },
	{ KEY(wakeups), .type = ZC_CONF_WORD, .words = wakeup_words, .initial = "auto",
		.about = "What wakes the engine: the card's periods, deadlines computed from "
			 "the measured\n"
			 "rate, or auto: deadlines where the card can turn its period "
			 "interrupts off.\n" },
	{ KEY(wake_ms), .type = ZC_CONF_UINT, .max = 30000, .initial = "0",
		.about = "At most so many milliseconds between wake-ups of the engine. 0: "
			 "two fifths of\n"
			 "the ring.\n" },
	{ KEY(best_path), .type = ZC_CONF_WORD, .words = path_words, .initial = "direct",
		.about = "At most this path: direct, staged or decoded. For comparisons.\n" },
	{ KEY(io_uring), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "no: read with pread, as on a system where io_uring is disabled.\n" },
	{ KEY(mixer), .type = ZC_CONF_STRING, .initial = "auto",
		.about = "The card's mixer control for the volume, such as PCM; auto: the "
			 "first that has a\n"
			 "playback volume; none: the volume cannot be changed.\n" },

	{ KEY(rt_priority), .type = ZC_CONF_UINT, .max = 99, .initial = "60",
		.group = "Realtime",
		.about =
			"SCHED_FIFO priority of the engine; the filler gets less, 40 at most, "
			"so "
			"that it\n"
			"does not hold up the kernel's interrupt threads. 0: not realtime.\n" },
	{ KEY(cpu), .type = ZC_CONF_INT, .min = -1, .max = 4095, .initial = "-1",
		.about = "Keep the engine on this CPU. -1: any.\n" },
	{ KEY(lock_memory), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "Lock all memory, so that nothing the engine touches is ever paged "
			 "out.\n" },
	{ KEY(cpu_dma_latency), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "Keep the CPUs out of deep sleep while playing "
			 "(/dev/cpu_dma_latency).\n" },

	{ KEY(area_file), .type = ZC_CONF_PATH, .initial = ZC_RUNSTATEDIR "/zcaudiod/area",
		.group = "Measuring",
		.about = "What the engine measures lies in this file, for tools to look at "
			 "while it plays.\n"
			 "Its folder must be on a tmpfs, as /run is. Who may use the local "
			 "socket may read\n"
			 "it (socket_mode). Empty: nobody can look.\n" },
	{ KEY(verify), .type = ZC_CONF_BOOL, .initial = "no",
		.about = "Compare what lies in the device's ring with the file, read and "
			 "decoded once more,\n"
			 "and give each track a receipt (zcctl played). A thread of the lowest "
			 "priority does\n"
			 "that; it reads every file a second time. In force for devices that "
			 "are opened from\n"
			 "then on.\n" },
	{ KEY(incident_directory), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/incidents",
		.about = "Where xruns, lost devices, page faults of the engine and late "
			 "wake-ups are kept,\n"
			 "with the verdict and the records around them. Empty: not kept over a "
			 "restart.\n" },
	{ KEY(incident_late_us), .type = ZC_CONF_UINT, .max = 60000000, .initial = "20000",
		.about = "A wake-up of the engine that comes later than so many microseconds "
			 "is an incident.\n"
			 "0: none is.\n" },
	{ KEY(incident_wakes), .type = ZC_CONF_UINT, .min = 4, .max = ZC_INCIDENT_WAKES_MAX,
		.initial = "64",
		.about = "Records of wake-ups that are kept from before an incident; a quarter "
			 "as many from\n"
			 "behind it.\n" },
	{ KEY(incident_keep), .type = ZC_CONF_UINT, .min = 1, .max = 10000, .initial = "100",
		.about = "So many incidents are kept; the oldest go.\n" },
	{ KEY(incident_keep_kib), .type = ZC_CONF_UINT, .min = 16, .max = 1048576,
		.initial = "4096", .about = "Their files take no more than this together.\n" },
	{ KEY(incident_trace), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "Name the program that had the CPU when the engine came late to it, "
			 "by the kernel's\n"
			 "trace of switches, where its folder /sys/kernel/tracing may be "
			 "written, as root may.\n" },
	{ KEY(metrics_port), .type = ZC_CONF_UINT, .max = 65535, .initial = "0",
		.about = "TCP port on which Prometheus gets what zcctl metrics prints "
			 "(http://.../metrics).\n"
			 "0: none.\n" },
	{ KEY(metrics_address), .type = ZC_CONF_STRING, .initial = "127.0.0.1",
		.about = "The address it is on. Any other than 127.0.0.1 and ::1 lets other "
			 "machines read it.\n" },

	{ KEY(sim_file), .type = ZC_CONF_PATH, .initial = "", .group = "Simulated DAC",
		.about = "WAV file in which it writes down what it played. Empty: none.\n" },
	{ KEY(sim_script), .type = ZC_CONF_STRING, .initial = "",
		.about = "Faults, such as xrun@44100,stall@88200:4410.\n" },
	{ KEY(sim_ppm), .type = ZC_CONF_REAL, .min = -10000, .max = 10000, .initial = "0",
		.about = "How far its clock is off, in parts per million.\n" },
	{ .name = "sim_clock",
		.offset = offsetof(struct zc_conf, sim_virtual),
		.type = ZC_CONF_WORD,
		.words = clock_words,
		.initial = "real",
		.about = "real, or virtual: as fast as it can.\n" },
	{ KEY(sim_pinnable), .type = ZC_CONF_BOOL, .initial = "yes",
		.about = "no: reads straight into its ring fail, as they do on some cards.\n" },

	{ KEY(log_level), .type = ZC_CONF_WORD, .words = level_words, .initial = "notice",
		.group = "Log", .about = "error, warning, notice, info or debug.\n" },
};
const size_t zc_conf_key_count = sizeof(zc_conf_keys) / sizeof(zc_conf_keys[0]);
