#!/bin/bash
# What bash offers where, as it asks _zcctl for it.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
command -v compgen >/dev/null || skip_all "bash is needed"
# shellcheck source=conf/zcctl.bash
. "$top_srcdir/conf/zcctl.bash"

work=$(mktemp -d zcctl-completion.XXXXXX) || exit 1
trap 'cd .. && rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir album && touch "a song.wav" ab.FLAC cover.jpg album/x.wav

# offers WANTED WORD...: what is offered for the last word, sorted, joined by "|".
offers()
{
	wanted=$1
	shift
	COMP_WORDS=(zcctl "$@") COMP_CWORD=$#
	_zcctl 2>/dev/null
	got=$(printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr '\n' '|')
	[ "${got%|}" = "$wanted" ] || { echo "wanted $wanted, got ${got%|}" && false; }
}

plan 17
ok "commands by their beginning" offers "pause|play|played|prev" p
ok "every command" offers "devices|help|incidents|metrics|next|pause|play|played|prev|queue|report|resume|seek|status|stop|toggle|volume|warnings|watch" ""
ok "commands behind options" offers "status|stop" --json --socket /s st
ok "commands behind an option with =" offers "seek" --port = 6600 se
ok "common options" offers "--help|--host" --h
ok "options of play" offers "--append" play --a
ok "no options of play elsewhere" offers "" stop --a
ok "what an interrupt does" offers "leave|pause|stop" play --on-interrupt = ""
ok "what an interrupt does, begun" offers "pause" play --on-interrupt = pa
ok "what an interrupt does, right behind =" offers "leave|pause|stop" play --on-interrupt =
ok "sound files and folders" offers "a song.wav|ab.FLAC|album" play a
ok "only sound files and folders" offers "" play c
ok "sound files to add" offers "album/x.wav" queue add album/
ok "commands of queue" offers "add|clear|del|move" queue ""
ok "commands for help" offers "queue" help q
ok "one command for help" offers "" help queue q
ok "nothing where nothing fits" offers "" stop ""
cd .. || exit 1
rm -rf "$work"
trap - EXIT
finish
