/* Drives the engine: compares what it holds with the line, and sends the commands that are
 * missing. Invariant: a track is sent only while the engine holds nothing that is no longer
 * wanted; STOP, FLUSH_NEXT and SEEK are each sent only when the one before was answered, so any
 * number of client commands in between costs one. Control thread. */
#ifndef ZC_PLAYER_DRIVE_H
#define ZC_PLAYER_DRIVE_H

#include "daemon/player/player_state.h"

/* Sends what brings the engine closer to what is wanted; opens a sink where there is none. */
void zc_player_drive(struct zc_player *p);

#endif
