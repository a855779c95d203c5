/* The settings that the laboratory compares, and the figures it takes of each play. */
#include "tools/zcjitter/zcjitter_lab.h"

const struct zcjitter_setting zcjitter_settings[ZCJITTER_SETTINGS] = {
	{ "direct", "", "the daemon's default" },
	{ "copy", NULL, "buffered reads, unlocked heap, writei, normal priority" },
	{ "staged", "best_path = staged\n", "one copy, from locked buffers into the ring" },
	{ "normal", "rt_priority = 0\n", "the engine at normal priority" },
	{ "period", "wakeups = period\n", "woken by the card's periods" },
	{ "deadline", "wakeups = deadline\n", "woken by deadlines" },
	{ "sleepy", "cpu_dma_latency = no\n", "CPUs may enter deep sleep while it plays" },
};

const struct zcjitter_metric zcjitter_metrics[ZCJITTER_METRICS] = {
	{ "wake_latency_p50_ns", "wake-up latency p50, \xc2\xb5s", 1e-3 },
	{ "wake_latency_p99_ns", "wake-up latency p99, \xc2\xb5s", 1e-3 },
	{ "wake_latency_max_ns", "wake-up latency max, \xc2\xb5s", 1e-3 },
	{ "service_p99_ns", "service time p99, \xc2\xb5s", 1e-3 },
	{ "margin_min_ns", "margin min, ms", 1e-6 },
	{ "cpu_ns_per_s", "CPU of the player, \xc2\xb5s/s", 1e-3 },
	{ "switches_per_s", "context switches/s", 1 },
	{ "faults_per_s", "faults of its thread/s", 1 },
	{ "xruns", "xruns", 1 },
};
