/* The subsystems of MPD's `idle` command. Control thread only. */
#ifndef ZC_IDLE_H
#define ZC_IDLE_H

#include <stdint.h>

struct zc_client;

/* Subsystems that enum zc_changed of the player does not have; bits in the same mask. */
enum zc_idle {
	ZC_IDLE_DATABASE = 256,
	ZC_IDLE_UPDATE = 512,
	ZC_IDLE_STORED_PLAYLIST = 1024,
	ZC_IDLE_SUBSCRIPTION = 2048,
	ZC_IDLE_MESSAGE = 4096,
	ZC_IDLE_NEVER = 8192 /* MPD has the subsystem, but nothing here changes it */
};

/* The bit of a subsystem's name, 0 for an unknown name. */
uint32_t zc_idle_bit(const char *name);
/* Appends a "changed:" line for each bit. */
void zc_idle_reply(struct zc_client *c, uint32_t changes);

#endif
