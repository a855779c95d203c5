/* Compares two configurations by the table of keys. Control thread. */
#include "daemon/reload.h"

#include <stdio.h>
#include <string.h>

#include "daemon/conf/conf_keys.h"
#include "daemon/base/log.h"

#define NAMES_MAX 512

/* Keys that are read only once: when threads are started, sockets opened or the state
 * restored. */
static const char *const read_once[] = { "state_file", "mixer", "auto_update", "socket",
	"socket_mode", "port", "wake_ms", "best_path", "io_uring", "rt_priority", "cpu",
	"lock_memory", "cpu_dma_latency", "area_file", "incident_directory", "incident_late_us",
	"incident_wakes", "incident_keep", "incident_keep_kib", "incident_trace",
	"metrics_port", "metrics_address" };

static bool
needs_restart(const char *name)
{
	for (size_t i = 0; i < sizeof(read_once) / sizeof(read_once[0]); i++)
		if (!strcmp(read_once[i], name))
			return true;
	return false;
}

static bool
same_string(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool
same(const struct zc_conf_key *k, const struct zc_conf *a, const struct zc_conf *b)
{
	const char *x = (const char *)a + k->offset, *y = (const char *)b + k->offset;

	switch (k->type) {
	case ZC_CONF_STRING:
	case ZC_CONF_PATH:
		return same_string(*(char *const *)x, *(char *const *)y);
	case ZC_CONF_BOOL:
		return *(const bool *)x == *(const bool *)y;
	case ZC_CONF_UINT:
	case ZC_CONF_MODE:
		return *(const uint32_t *)x == *(const uint32_t *)y;
	case ZC_CONF_INT:
	case ZC_CONF_WORD:
		return *(const int *)x == *(const int *)y;
	case ZC_CONF_REAL:
		return *(const double *)x == *(const double *)y;
	}
	return true;
}

void
zc_reload_log(const struct zc_conf *old, const struct zc_conf *fresh, const char *path)
{
	char names[2][NAMES_MAX] = { "", "" };
	size_t len[2] = { 0, 0 };

	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		bool restart = needs_restart(k->name);

		if (same(k, old, fresh))
			continue;
		len[restart] += (size_t)snprintf(names[restart] + len[restart],
			NAMES_MAX - len[restart], "%s%s", len[restart] ? ", " : "", k->name);
	}
	zc_log(ZC_LOG_NOTICE, "%s was read again; changed: %s", path,
		len[0] ? names[0] : "nothing that can change now");
	if (len[1])
		zc_log(ZC_LOG_WARNING, "changed in %s, but in force only after a restart: %s",
			path, names[1]);
}
