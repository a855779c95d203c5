# shellcheck shell=bash
# Bash completion for zcjitter.

_zcjitter()
{
	local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]-} words=
	local forms='--text --html --json --csv --output'

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words='record report compare live lab bench help --version'
	else
		case $command in
		record) words='--output --seconds --track --playlist --socket --area --help' ;;
		report) words="$forms --hdr --help" ;;
		compare) words="$forms --seed --help" ;;
		live) words='--socket --area --help' ;;
		lab) words="$forms --device --settings --load --rounds --seed --ring-ms --keep --help" ;;
		bench) words='--device --seconds --settle --peer --starts --folder --ring-ms --wake-ms
			--best-path --rt-priority --cpu --no-uring --json --help' ;;
		help) words='record report compare live lab bench' ;;
		esac
	fi
	if [ "$command" = help ] || [ "$COMP_CWORD" -eq 1 ] || [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -F _zcjitter zcjitter
