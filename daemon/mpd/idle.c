/* Names of subsystems, in the order in which MPD reports them. Control thread only. */
#include "daemon/mpd/idle.h"

#include <stddef.h>
#include <string.h>

#include "daemon/mpd/reply.h"
#include "daemon/player/player.h"

static const struct {
	uint32_t bit;
	const char *name;
} subsystems[] = {
	{ ZC_IDLE_DATABASE, "database" },
	{ ZC_IDLE_UPDATE, "update" },
	{ ZC_IDLE_STORED_PLAYLIST, "stored_playlist" },
	{ ZC_IDLE_SUBSCRIPTION, "subscription" },
	{ ZC_IDLE_MESSAGE, "message" },
	{ ZC_CHANGED_PLAYLIST, "playlist" },
	{ ZC_CHANGED_PLAYER, "player" },
	{ ZC_CHANGED_MIXER, "mixer" },
	{ ZC_CHANGED_OUTPUT, "output" },
	{ ZC_CHANGED_OPTIONS, "options" },
};

static const char *const never_changing[] = { "partition", "sticker", "neighbor", "mount" };

uint32_t
zc_idle_bit(const char *name)
{
	for (size_t i = 0; i < sizeof(subsystems) / sizeof(subsystems[0]); i++)
		if (!strcmp(subsystems[i].name, name))
			return subsystems[i].bit;
	for (size_t i = 0; i < sizeof(never_changing) / sizeof(never_changing[0]); i++)
		if (!strcmp(never_changing[i], name))
			return ZC_IDLE_NEVER;
	return 0;
}

void
zc_idle_reply(struct zc_client *c, uint32_t changes)
{
	for (size_t i = 0; i < sizeof(subsystems) / sizeof(subsystems[0]); i++)
		if (changes & subsystems[i].bit)
			zc_reply(c, "changed: %s\n", subsystems[i].name);
}
