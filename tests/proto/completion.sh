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
ok "completes a command" offers "pause|play|played|prev" p
ok "lists every command" offers "devices|help|incidents|metrics|next|pause|play|played|prev|queue|report|resume|seek|status|stop|toggle|volume|warnings|watch" ""
ok "a command after options" offers "status|stop" --json --socket /s st
ok "a command after an option with =" offers "seek" --port = 6600 se
ok "common options" offers "--help|--host" --h
ok "options of play" offers "--append" play --a
ok "no options of play after another command" offers "" stop --a
ok "values of --on-interrupt" offers "leave|pause|stop" play --on-interrupt = ""
ok "values of --on-interrupt, begun" offers "pause" play --on-interrupt = pa
ok "values of --on-interrupt, without a space after =" offers "leave|pause|stop" play --on-interrupt =
ok "sound files and folders" offers "a song.wav|ab.FLAC|album" play a
ok "only sound files and folders" offers "" play c
ok "sound files to add" offers "album/x.wav" queue add album/
ok "commands of queue" offers "add|clear|del|move" queue ""
ok "commands for help" offers "queue" help q
ok "only one command after help" offers "" help queue q
ok "no arguments after stop" offers "" stop ""
cd .. || exit 1
rm -rf "$work"
trap - EXIT
finish
