/* Scenarios for the player, on the fakes of fake_engine.h.
 *
 * A scenario is a list of steps: what is done, and what a client sees afterwards. Files "a" to
 * "d" are 10 s at 44100 Hz, "w" is 10 s at 96000 Hz, "s" 0.1 s at 44100 Hz, all others are
 * missing. Songs get the ids 1, 2, ... as they are queued. After each step all is carried out
 * that can be, except with "hold 1" (the engine answers nothing), "gate 1" (no file can be
 * opened), "gate-device 1" (no device can) and "hang FILE" (that one cannot).
 *
 * What is compared is the status, such as "play 2@3.5 >3 !error" (state, song id, seconds, next
 * id, error), but for "sent" (engine commands since the last look), "open" (tracks and sinks
 * that are open), "changed" (since the last look), "played" (number of records; the newest:
 * URI, result, frames), "receipt" (of the newest, which is waited for), "warned" (the last
 * warning) "used" (the
 * device in force, or used last) and "ids" (the queue). "reload NAME" configures another device,
 * of which all exist. "verify 1" asks for receipts. */
#ifndef ZC_PLAYER_SCRIPT_H
#define ZC_PLAYER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

struct zc_player;
struct zc_queue;

struct script_step {
	const char *act;
	const char *want; /* NULL: whatever */
};

extern struct zc_player *player;
extern struct zc_queue *queue;

/* A new player on fakes; start_first: at a joint, the next track starts before the last one
 * comes back. */
void script_begin(bool start_first);
/* Frees it in whatever state it is; everything must come back. */
void script_end(void);
/* One step; what is to be compared goes into got. */
void script_act(const char *act, char *got, size_t size);
/* Carries out all that can be. */
void script_settle(void);
/* All steps, once for each order of events at a joint. */
void script_play(const char *name, const struct script_step *steps, size_t count);

#define DO(act)                                                                                \
	{                                                                                      \
		act, NULL                                                                      \
	}
#define SEE(act, want)                                                                         \
	{                                                                                      \
		act, want                                                                      \
	}
#define SCENARIO(id, ...)                                                                      \
	static void id(void)                                                                   \
	{                                                                                      \
		static const struct script_step steps[] = { __VA_ARGS__ };                     \
		script_play(#id, steps, sizeof(steps) / sizeof(steps[0]));                     \
	}

#endif
