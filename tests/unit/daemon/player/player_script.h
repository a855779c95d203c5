/* Scenarios for the player, on the fakes of fake_engine.h.
 *
 * A scenario is a list of steps: an action, and what a client sees after it. Files "a" to "d"
 * are 10 s long at 44100 Hz, "w" 10 s at 96000 Hz, "s" 0.1 s at 44100 Hz; all other files are
 * missing. Songs get the ids 1, 2, ... in the order they are queued. After each step loader and
 * engine do all they can, except with "hold 1" (the engine answers nothing), "gate 1" (no file
 * can be opened), "gate-device 1" (no device can be opened) and "hang FILE" (this file cannot
 * be opened). "elapse S" plays for S seconds, "pass S" moves the clock only.
 *
 * The expectation is compared with the status, such as "play 2@3.5 >3 !error" (state, song id,
 * seconds, next id, error), except for these actions: "sent" (engine commands since the last
 * "sent"), "open" (numbers of open tracks and sinks), "changed" (since the last "changed"),
 * "played" (number of records, and of the newest: URI, result, frames), "receipt" (of the
 * newest, which is waited for), "warned" (the last warning), "used" (the device in force, or
 * used last) and "ids" (of the queue). "verify 1" asks for receipts. "reload NAME" configures
 * another device; all names exist. */
#ifndef ZC_PLAYER_SCRIPT_H
#define ZC_PLAYER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

struct zc_player;
struct zc_queue;

struct script_step {
	const char *act;
	const char *want; /* NULL: anything */
};

extern struct zc_player *player;
extern struct zc_queue *queue;

/* Makes a player on fakes. start_first: at a joint the next track starts before the last one
 * comes back. */
void script_begin(bool start_first);
/* Frees it in whatever state it is in; checks that everything was closed. */
void script_end(void);
/* Does one action; writes what is to be compared into got. */
void script_act(const char *act, char *got, size_t size);
/* Lets loader and engine do all they can. */
void script_settle(void);
/* Runs all steps, once for each order of events at a joint. */
void script_play(const char *name, const struct script_step *steps, size_t count);

#define DO(act)                                                                                \
	{                                                                                      \
		act, NULL                                                                      \
	}
#define EXPECT(act, want)                                                                      \
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
