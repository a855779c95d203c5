#!/bin/sh
# Who may include whom. The folders are the threads' borders: what a file cannot include it cannot
# call by accident.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 1

# The pipeline's face to daemon and tools.
public='(area|engine|hist|msg|snap|wake|wake_hist|wake_stat|recording|fmt|path|err|track|device|sink|mixer_alsa|probe|trigger|verdict|verify)\.h'
# What the realtime thread shares with the threads around it.
shared='(area|hist|msg|snap|wake|wake_hist|fmt|path|sink|source|job|trigger)\.h'

# may FILES INCLUDES: the project's headers that these files include are all among them.
may()
{
	# shellcheck disable=SC2086 # patterns
	offenders=$(grep -nE '^#[[:space:]]*include[[:space:]]+"' $1 /dev/null |
		grep -vE "\"($2|config\\.h)\"$")
	[ -z "$offenders" ] || { printf '%s\n' "$offenders" && false; }
}

# only HEADERS FILES: no file but those includes the system's headers of that name.
only()
{
	offenders=$(grep -rnE --include='*.[ch]' "^#[[:space:]]*include[[:space:]]+[<\"]($1)" \
		pipeline daemon tools conf | grep -vE "^($2):")
	[ -z "$offenders" ] || { printf '%s\n' "$offenders" && false; }
}

# headers FOLDER: a pattern of the folder's own.
headers()
{
	(cd "$1" && echo ./*.h | sed 's|\./||g; s/\./\\./g; s/ /|/g')
}

plan 11
ok "rt/ sees rt/ and what it shares" may 'pipeline/rt/*.[ch]' "rt/[a-z_]+\\.h|$shared"
ok "pipeline/ sees itself and rt/" may 'pipeline/*.[ch]' '(rt/)?[a-z0-9_]+\.h'
ok "daemon/ sees itself and the pipeline's face" \
	may 'daemon/*.[ch]' "(daemon/)?($(headers daemon))|$public"
ok "tools/ see themselves and the pipeline's face" \
	may 'tools/*.[ch]' "(tools/)?($(headers tools))|$public"
ok "ALSA is met in the ALSA sink, the device list, the mixer and the player to compare with" \
	only 'alsa/' 'pipeline/(rt/)?(sink_alsa|device_alsa|mixer)[a-z_]*\.[ch]|tools/zcjitter_lab_copy\.c'
ok "libsndfile is met in the sources, the verifier, the tag reader and the simulated DAC's recorder" \
	only 'sndfile' 'pipeline/(source|sink_sim|verify)_[a-z_]*\.[ch]|daemon/tag[a-z_]*\.[ch]|tools/zcbench_files\.c'
ok "liburing is met in rt/uring, the read-ahead and the probe of the ring" \
	only 'liburing' 'pipeline/(rt/uring|readahead|pin_probe|probe)[a-z_]*\.[ch]'
ok "libmpdclient is met in the tools" only 'mpd/' 'tools/[a-z_]+\.[ch]'
ok "jansson is met in the tools and the daemon's incidents" \
	only 'jansson' 'tools/[a-z_]+\.[ch]|daemon/incident_fields\.c'
ok "libmicrohttpd is met in the daemon's endpoint" only 'microhttpd' 'daemon/http\.c'
ok "libsystemd is met in the daemon" only 'systemd/' 'daemon/[a-z_]+\.c'
finish
