# shellcheck shell=bash
# Bash completion for zcctl.

# Completes to audio files and folders that start with the word.
_zcctl_files()
{
	local name
	while IFS= read -r name; do
		[[ -d $name || ${name,,} =~ \.(wav|wave|rf64|w64|aiff?|aifc|caf|au|snd|flac|og[ga]|opus|mp3|raw|pcm)$ ]] &&
			COMPREPLY+=("$name")
	done < <(compgen -f -- "$1")
	compopt -o filenames 2>/dev/null
}

# Sets command and operands from the words before the cursor that are neither options nor their
# values.
_zcctl_words()
{
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--socket | --host | --port) ((i++)) && [[ ${COMP_WORDS[i]} == = ]] && ((i++)) ;;
		-*) [[ ${COMP_WORDS[i + 1]} == = ]] && ((i += 2)) ;;
		*)
			if [[ -z $command ]]; then
				command=${COMP_WORDS[i]}
			else
				operands+=("${COMP_WORDS[i]}")
			fi
			;;
		esac
	done
}

_zcctl()
{
	local commands="play queue status pause resume toggle stop next prev seek volume devices watch
		played incidents report metrics warnings help"
	local options="--json --socket --host --port --help --version"
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command='' operands=()
	COMPREPLY=()

	# bash splits words at "=".
	if [[ $word == = ]]; then
		word=
	elif [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	[[ ${COMP_WORDS[COMP_CWORD]} != = ]] || before=${COMP_WORDS[COMP_CWORD - 1]}
	case $before in
	--socket)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		compopt -o filenames 2>/dev/null
		return
		;;
	--host)
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
		return
		;;
	--port) return ;;
	--on-interrupt)
		mapfile -t COMPREPLY < <(compgen -W "stop pause leave" -- "$word")
		return
		;;
	esac
	_zcctl_words
	[[ $command != play ]] || options+=" --append --no-wait --on-interrupt"
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		return
	fi
	case $command in
	'') mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word") ;;
	help) [[ ${#operands[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word") ;;
	play) _zcctl_files "$word" ;;
	queue)
		if [[ ${#operands[@]} -eq 0 ]]; then
			mapfile -t COMPREPLY < <(compgen -W "add del clear move" -- "$word")
		elif [[ ${operands[0]} == add ]]; then
			_zcctl_files "$word"
		fi
		;;
	esac
}

complete -F _zcctl zcctl
