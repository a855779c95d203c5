#!/bin/sh
# Who may include whom. The folders are the threads' borders: what a file cannot include it cannot
# call by accident. Every include names the header's whole path.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 1

# may FOLDER HEADERS: the project's headers that files below this folder include all match.
may()
{
	offenders=$(grep -rnE --include='*.[ch]' '^#[[:space:]]*include[[:space:]]+"' "$1" |
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

plan 11
ok "pipeline/rt/ includes itself, the public headers, base/ and the interface of sources" \
	may pipeline/rt 'pipeline/([a-z_]+|rt/[a-z_]+|base/[a-z_]+|source/source)\.h'
ok "pipeline/ includes nothing else" may pipeline 'pipeline/.*'
ok "daemon/ includes itself and the pipeline's public headers" \
	may daemon 'daemon/.*|pipeline/[a-z_]+\.h'
ok "tools/ includes itself and the pipeline's public headers" \
	may tools 'tools/.*|pipeline/[a-z_]+\.h'
ok "only the sinks, the mixer and the laboratory's copying player include ALSA" \
	only 'alsa/' 'pipeline/(sink|rt)/(sink_alsa|device_alsa|mixer)[a-z_]*\.[ch]|tools/lab/copy\.c'
ok "only sources, the verifier, the tag reader and the simulated DAC's recorder include libsndfile" \
	only 'sndfile' 'pipeline/(source/source|sink/sink_sim|verify/verify)_[a-z_]*\.[ch]|daemon/tags/tags[a-z_]*\.[ch]|tools/zcjitter/zcjitter_bench_files\.c'
ok "only the engine, the read-ahead and the probes include liburing" \
	only 'liburing' 'pipeline/(rt/uring|source/readahead|sink/pin_probe|sink/probe_read|probe/probe)[a-z_]*\.[ch]'
ok "only the tools include libmpdclient" only 'mpd/' 'tools/.*'
ok "only the tools and the daemon's incidents include jansson" \
	only 'jansson' 'tools/.*|daemon/incident/incident_fields\.c'
ok "only the daemon's endpoint includes libmicrohttpd" \
	only 'microhttpd' 'daemon/metrics/http\.c'
ok "only the daemon includes libsystemd" only 'systemd/' 'daemon/.*'
finish
