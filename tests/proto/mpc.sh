#!/bin/sh
# mpc, unmodified, against the daemon: queue, library, playing, options, idle.
# shellcheck disable=SC2317,SC2154,SC2119,SC2120 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
command -v flac >/dev/null || skip_all "no flac"

music()
{
	m=$work/music
	mkdir -p "$m/folder" && "$noise" "$m/plain.wav" 4410000 2 44100 16 1 &&
		"$noise" "$m/other.wav" 4410000 2 44100 16 2 &&
		"$noise" "$m/folder/t.wav" 88200 2 44100 16 3 &&
		flac -s --tag=ARTIST='Some "one" \ else' --tag=TITLE='A title' --tag=ALBUM=One \
			--tag=TRACKNUMBER=7 --tag=ALBUMARTIST='Various "artists"' --tag=DISCNUMBER=2 \
			--tag=COMPOSER='J. S. Bach' --tag=COMPOSER='A. Vivaldi' -o "$m/folder/tagged.flac" "$m/folder/t.wav" &&
		rm "$m/folder/t.wav"
}

# prints EXPECTED COMMAND...: the command succeeds with this output.
prints()
{
	expected=$1
	shift
	if ! output=$("$@") || [ "$output" != "$expected" ]; then
		echo "$*: $output"
		return 1
	fi
}

# like PATTERN COMMAND...: a line of the output matches.
like()
{
	pattern=$1
	shift
	output=$("$@" 2>&1)
	printf '%s\n' "$output" | grep -qE -e "$pattern" || { echo "$*: $output" && return 1; }
}

listing()
{
	prints "other.wav
plain.wav
folder" mpc ls && prints "other.wav
plain.wav
folder/tagged.flac" mpc listall && prints "folder/tagged.flac" mpc ls folder
}

library()
{
	mpc update --wait >/dev/null && prints "folder/tagged.flac" mpc search title 'a TIT' &&
		prints "folder/tagged.flac" mpc find artist 'Some "one" \ else' &&
		prints "One" mpc list album artist 'Some "one" \ else' &&
		prints 'Various "artists" 2 J. S. Bach' \
			mpc -f '%albumartist% %disc% %composer%' find albumartist 'Various "artists"' &&
		prints 'A. Vivaldi
J. S. Bach' mpc list composer title 'A title' &&
		prints "folder/tagged.flac" mpc find composer 'A. Vivaldi' &&
		like '^Various "artists"$' mpc list albumartist && like '^Songs: +3$' mpc stats
}

queue()
{
	mpc clear >/dev/null && mpc add plain.wav && mpc add folder && mpc add other.wav &&
		prints 'plain.wav
Some "one" \ else - A title
other.wav' mpc playlist && mpc move 3 1 && prints 'other.wav
plain.wav
Some "one" \ else - A title' mpc playlist && mpc del 2 && mpc findadd album One &&
		prints 'other.wav
folder/tagged.flac
folder/tagged.flac' mpc -f %file% playlist
}

playing_songs()
{
	mpc clear >/dev/null && mpc add plain.wav && mpc add other.wav && mpc play >/dev/null &&
		like '^\[playing\] #1/2 ' mpc && mpc seek 0:50 >/dev/null &&
		like '(0:5.|1:..)/1:40' mpc && mpc pause >/dev/null && like '^\[paused\]' mpc &&
		mpc seek 0:40 >/dev/null && like '0:40/1:40 \(40%\)$' mpc &&
		mpc seek -10 >/dev/null && like '0:30/1:40' mpc && mpc toggle >/dev/null &&
		like '^\[playing\]' mpc && prints other.wav mpc queued && mpc next >/dev/null &&
		prints other.wav mpc current && mpc prev >/dev/null && prints plain.wav mpc current
}

inserted_and_cropped()
{
	mpc insert folder/tagged.flac && prints "plain.wav
folder/tagged.flac
other.wav" mpc -f %file% playlist && mpc crop && prints "plain.wav" mpc playlist &&
		prints "plain.wav" mpc current && mpc stop >/dev/null
}

options()
{
	mpc repeat on >/dev/null && mpc random on >/dev/null && mpc single once >/dev/null &&
		mpc consume on >/dev/null &&
		like 'repeat: on +random: on +single: once +consume: on' mpc &&
		mpc repeat off >/dev/null && mpc random off >/dev/null && mpc single off >/dev/null &&
		mpc consume off >/dev/null && like 'No mixer: ' mpc volume 50 &&
		like 'crossfade is always 0' mpc crossfade 3 &&
		prints "Output 1 (sim) is enabled" mpc outputs
}

playlists()
{
	mpc clear >/dev/null && mpc add folder && mpc save mine && prints mine mpc lsplaylists &&
		like 'already exists' mpc save mine && mpc clear >/dev/null &&
		mpc load mine >/dev/null && prints folder/tagged.flac mpc -f %file% playlist &&
		mpc rm mine && prints "" mpc lsplaylists
}

idle()
{
	mpc idle options >"$work/idle" &
	until_true "mpc random on && mpc random off && [ -s '$work/idle' ]" && wait $! &&
		prints options cat "$work/idle"
}

# fails PATTERN COMMAND...: the command fails, and a line of its output matches.
fails()
{
	pattern=$1
	shift
	if output=$("$@" 2>&1) || ! printf '%s\n' "$output" | grep -q -e "$pattern"; then
		echo "$*: $output"
		return 1
	fi
}

errors()
{
	fails 'nosuch.wav: no such file or folder' mpc add nosuch.wav &&
		fails 'not a plain path' mpc add ../x && fails 'Bad song index' mpc play 99 &&
		fails 'leads out of' mpc add escape/passwd && fails 'sticker' mpc sticker x list
}

over_tcp()
{
	export MPD_HOST=127.0.0.1 MPD_PORT="$port"
	like '^mpd version: 0.23.5' mpc version && mpc add plain.wav &&
		fails 'local socket' mpc add "$work/music/plain.wav" &&
		MPD_HOST=::1 like '^mpd version' mpc version
}

port=$((20000 + $$ % 10000))
while grep -qis ":$(printf '%04x' $port) " /proc/net/tcp /proc/net/tcp6; do
	port=$((port + 1))
done
music || exit 1
ln -s /etc "$work/music/escape"
configure "music_directory=$work/music" "port=$port"
plan 11
ok "starts" start_daemon
ok "lists folders" listing
ok "updates and searches" library
ok "arranges the queue" queue
ok "plays, seeks, pauses" playing_songs
ok "inserts and crops" inserted_and_cropped
ok "sets options" options
ok "saves and loads playlists" playlists
ok "waits for changes" idle
ok "explains errors" errors
ok "serves TCP, without absolute paths" over_tcp
finish
