/* The keys in the order of the printed configuration. The texts are user documentation: they are
 * the comments of /etc/zcaudiod.conf and the manual page zcaudiod.conf(5). */
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
		.about =
			"Folder with the music; clients name files relative to it. Over TCP nothing outside of it can\n"
			"be reached, not even through symbolic links. Empty: clients can only play files by absolute\n"
			"path, on the local socket.\n" },
	{ KEY(auto_update), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"yes: read the tags of all files in music_directory in the background, at start and when the\n"
			"folder is changed by a reload. no: only when a client sends update.\n" },
	{ KEY(playlist_directory), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/playlists",
		.about =
			"Folder of the stored playlists (.m3u), created when the first one is saved. Empty: clients\n"
			"cannot store playlists.\n" },
	{ KEY(state_file), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/state",
		.about =
			"File that keeps queue, position and options over a restart. Only one daemon may use it. Empty:\n"
			"they are lost.\n" },

	{ KEY(socket), .type = ZC_CONF_PATH, .initial = ZC_RUNSTATEDIR "/zcaudiod/socket",
		.group = "Control",
		.about =
			"Path of the local socket, at most 107 bytes. Its clients may name files by absolute path.\n"
			"Ignored if systemd passes sockets to the daemon. Empty: no local socket.\n" },
	{ KEY(socket_mode), .type = ZC_CONF_MODE, .max = 0777, .initial = "0660",
		.about = "Permissions of the local socket, octal.\n" },
	{ KEY(port), .type = ZC_CONF_UINT, .max = 65535, .initial = "6600",
		.about =
			"TCP port on 127.0.0.1 and ::1; other machines cannot connect. 0: no TCP.\n" },
	{ KEY(max_connections), .type = ZC_CONF_UINT, .min = 1, .max = 100000, .initial = "100",
		.about =
			"Largest number of connected clients. Further ones get an error and are disconnected.\n" },
	{ KEY(max_output_buffer_kib), .type = ZC_CONF_UINT, .min = 16, .max = 1048576,
		.initial = "256",
		.about =
			"Replies that a client has not read yet, in KiB. At this limit the client's commands wait until\n"
			"it reads.\n" },
	{ KEY(max_command_list_kib), .type = ZC_CONF_UINT, .min = 4, .max = 1048576,
		.initial = "8192",
		.about =
			"Largest command list of a client, in KiB. A client that sends a longer one gets an error and\n"
			"is disconnected.\n" },
	{ KEY(connection_timeout_s), .type = ZC_CONF_UINT, .min = 1, .max = 86400,
		.initial = "60",
		.about =
			"Seconds until a client is disconnected that sends nothing, or that does not read its replies.\n"
			"A client that waits in `idle` stays connected.\n" },

	{ KEY(device), .type = ZC_CONF_STRING, .initial = "auto", .group = "Playing",
		.about =
			"Sound device: hw:CARD=...,DEV=... as zcctl devices lists them; sim for the simulated DAC; auto\n"
			"for the first usable card, or the simulated DAC if there is none.\n" },
	{ KEY(ring_ms), .type = ZC_CONF_UINT, .max = 60000, .initial = "0",
		.about =
			"Length of the device's ring buffer in milliseconds; the card may grant less. 0: 1 MiB, but at\n"
			"least 2000 ms and at most 12000 ms. A long ring saves wake-ups and delays no command.\n" },
	{ KEY(period_ms), .type = ZC_CONF_UINT, .max = 30000, .initial = "0",
		.about =
			"Length of a period in milliseconds. 0: a tenth of the ring, at most 200 ms; or the longest\n"
			"that the card grants, if its period interrupts are off (see wakeups).\n" },
	{ KEY(wakeups), .type = ZC_CONF_WORD, .words = wakeup_words, .initial = "auto",
		.about =
			"What wakes the engine. period: the card's period interrupts. deadline: a timer, computed from\n"
			"the measured sample rate. auto: deadline if the card can turn its period interrupts off, else\n"
			"period.\n" },
	{ KEY(wake_ms), .type = ZC_CONF_UINT, .max = 30000, .initial = "0",
		.about =
			"Longest time between two wake-ups of the engine, in milliseconds. 0: two fifths of the ring.\n" },
	{ KEY(best_path), .type = ZC_CONF_WORD, .words = path_words, .initial = "direct",
		.about =
			"Best path that a track may take: direct, staged or decoded. Anything but direct is slower and\n"
			"only useful to compare.\n" },
	{ KEY(io_uring), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"yes: read files by io_uring. no: by pread, as on systems where io_uring is disabled.\n" },
	{ KEY(mixer), .type = ZC_CONF_STRING, .initial = "auto",
		.about =
			"Mixer control of the card that sets the volume, such as PCM. auto: the first control with a\n"
			"playback volume. none: clients cannot change the volume.\n" },

	{ KEY(rt_priority), .type = ZC_CONF_UINT, .max = 99, .initial = "60",
		.group = "Realtime",
		.about =
			"SCHED_FIFO priority of the engine. The filler gets a lower one, at most 40, so that it does\n"
			"not delay the kernel's interrupt threads. The installed service and limits.d allow at most 70.\n"
			"0: no realtime scheduling.\n" },
	{ KEY(cpu), .type = ZC_CONF_INT, .min = -1, .max = 4095, .initial = "-1",
		.about = "Number of the CPU that the engine runs on. -1: any.\n" },
	{ KEY(lock_memory), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"yes: lock the daemon's memory, so that the kernel never pages out what the engine uses.\n" },
	{ KEY(cpu_dma_latency), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"yes: keep the CPUs out of deep sleep states while playing (/dev/cpu_dma_latency).\n" },

	{ KEY(area_file), .type = ZC_CONF_PATH, .initial = ZC_RUNSTATEDIR "/zcaudiod/area",
		.group = "Measuring",
		.about =
			"File with the engine's measurements, for tools such as zcjitter to read while it plays. Its\n"
			"folder must be on a tmpfs, like /run. Readable by those whom socket_mode gives access to the\n"
			"local socket. Empty: no file, so such tools cannot see the daemon.\n" },
	{ KEY(verify), .type = ZC_CONF_BOOL, .initial = "no",
		.about =
			"yes: compare the audio in the device's ring with the file, which is read and decoded a second\n"
			"time, and make a receipt for each track (zcctl played). This runs on a thread of the lowest\n"
			"priority. A change takes effect when a device is opened.\n" },
	{ KEY(incident_directory), .type = ZC_CONF_PATH,
		.initial = ZC_LOCALSTATEDIR "/lib/zcaudiod/incidents",
		.about =
			"Folder for incidents: xruns, lost devices, page faults of the engine and late wake-ups. Each\n"
			"is stored with a verdict and the wake-up records around it. Empty: they are lost at a restart.\n" },
	{ KEY(incident_late_us), .type = ZC_CONF_UINT, .max = 60000000, .initial = "20000",
		.about =
			"A wake-up of the engine that is more than this many microseconds late is an incident. 0: no\n"
			"wake-up counts as late.\n" },
	{ KEY(incident_wakes), .type = ZC_CONF_UINT, .min = 4, .max = ZC_INCIDENT_WAKES_MAX,
		.initial = "64",
		.about =
			"Number of wake-up records to store from before an incident; a quarter as many from after it\n"
			"are added.\n" },
	{ KEY(incident_keep), .type = ZC_CONF_UINT, .min = 1, .max = 10000, .initial = "100",
		.about = "Largest number of stored incidents; the oldest are deleted.\n" },
	{ KEY(incident_keep_kib), .type = ZC_CONF_UINT, .min = 16, .max = 1048576,
		.initial = "4096",
		.about =
			"Largest total size of the stored incidents in KiB; the oldest are deleted.\n" },
	{ KEY(incident_trace), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"yes: name the program that had the CPU while the engine was late, by the kernel's trace of\n"
			"task switches. That takes write access to /sys/kernel/tracing, which usually only root has.\n" },
	{ KEY(metrics_port), .type = ZC_CONF_UINT, .max = 65535, .initial = "0",
		.about =
			"TCP port where Prometheus reads the metrics, which zcctl metrics prints too\n"
			"(http://ADDRESS:PORT/metrics). 0: none.\n" },
	{ KEY(metrics_address), .type = ZC_CONF_STRING, .initial = "127.0.0.1",
		.about =
			"IP address for metrics_port. With any other than 127.0.0.1 or ::1, other machines can read the\n"
			"metrics; the installed service also needs IPAddressAllow= for that, see zcaudiod(8).\n" },

	{ KEY(sim_file), .type = ZC_CONF_PATH, .initial = "", .group = "Simulated DAC",
		.about =
			"WAV file to which the simulated DAC writes what it played. Empty: none.\n" },
	{ KEY(sim_script), .type = ZC_CONF_STRING, .initial = "",
		.about =
			"Faults of the simulated DAC, separated by commas; FRAME counts the frames played so far.\n"
			"xrun@FRAME: an underrun. stall@FRAME:N: stands still for the time of N frames, for ever if N\n"
			"is 0. unplug@FRAME: disappears. late@FRAME:N: reports its position N frames late for one\n"
			"second.\n" },
	{ KEY(sim_ppm), .type = ZC_CONF_REAL, .min = -10000, .max = 10000, .initial = "0",
		.about = "Deviation of the simulated DAC's clock, in parts per million.\n" },
	{ .name = "sim_clock",
		.offset = offsetof(struct zc_conf, sim_virtual),
		.type = ZC_CONF_WORD,
		.words = clock_words,
		.initial = "real",
		.about =
			"real: the simulated DAC plays in real time. virtual: as fast as possible.\n" },
	{ KEY(sim_pinnable), .type = ZC_CONF_BOOL, .initial = "yes",
		.about =
			"no: direct reads into the simulated DAC's ring fail, as they do on some cards.\n" },

	{ KEY(log_level), .type = ZC_CONF_WORD, .words = level_words, .initial = "notice",
		.group = "Log",
		.about =
			"Least severe messages that are logged: error, warning, notice, info or debug.\n" },
};
const size_t zc_conf_key_count = sizeof(zc_conf_keys) / sizeof(zc_conf_keys[0]);
