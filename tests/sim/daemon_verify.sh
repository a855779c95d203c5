#!/bin/sh
# Receipts of the whole daemon: in the client and in the log, and only if the configuration asks for them.
# shellcheck disable=SC2317,SC2154,SC2119 # called through ok; set by daemon.sh
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sim/daemon.sh
. "$top_srcdir/tests/sim/daemon.sh"
command -v jq >/dev/null || skip_all "no jq"
export ZC_SOCKET="$work/socket"

# zcctl ARGUMENT...
zcctl()
{
	"$top_builddir/zcctl" "$@"
}

# with KEY=VALUE...: starts the daemon on the virtual clock. The DAC then does not wait for the verifier,
# so the ring is longer than the one file that is played at a time: the file stays in it until the device
# is closed, and is kept then.
with()
{
	end_daemon && configure sim_clock=virtual ring_ms=30000 "$@" && start_daemon
}

# receipt N FILTER: waits for the receipt of the Nth newest track, which the filter has to match.
receipt()
{
	until_true "! \"$top_builddir/zcctl\" --json played 64 | grep -q '\"verify\": \"pending\"'" &&
		zcctl --json played 64 >"$work/json" || return 1
	jq -e ".played[$1] | $2" "$work/json" || { jq ".played[$1]" "$work/json" && return 1; }
}

threads()
{
	cat /proc/"$(cat "$work/pid")"/task/*/comm
}

is_off()
{
	with && play_all "$work/a.wav" && ! threads | grep -q verify &&
		receipt 0 'has("verify") | not' && ! zcctl played | grep -q receipt
}

# sha256 FILE: the digest of its samples.
sha256()
{
	sox "$1" -t raw - | sha256sum | cut -d ' ' -f 1
}

verifies()
{
	with verify=yes && play_all "$work/a.wav" && play_all "$work/c.flac" && threads | grep -q verify &&
		receipt 1 '.verify == "verified" and .verify_frames == 100000 and .verify_missed_frames == 0' &&
		receipt 1 ".verify_digest == \"$(sha256 "$work/a.wav")\"" &&
		receipt 1 '.verify_digest == .verify_file_digest' &&
		receipt 0 ".verify == \"verified\" and .verify_digest == \"$(sha256 "$work/c.flac")\"" &&
		receipt 0 ".verify_md5 == \"$(metaflac --show-md5sum "$work/c.flac")\"" &&
		zcctl played 1 | grep -q 'receipt.*all 60000 frames' && zcctl report | grep -q receipt &&
		until_true "[ \$(grep -c 'receipt: verified' '$work/log') -eq 2 ]"
}

no_lossy()
{
	play_all "$work/l.ogg" && receipt 0 '.verify == "not-verifiable" and (.verify_digest | length) == 64' &&
		receipt 0 '.verify_text | contains("VORBIS is lossy")'
}

truncation()
{
	head -c 300044 "$work/a.wav" >"$work/cut.wav" && play_all "$work/cut.wav" &&
		receipt 0 '.verify == "failed" and (.verify_text | contains("truncated"))' &&
		until_true "grep -q 'warning: .*cut.wav: receipt: ' '$work/log'"
}

# The MD5 is at byte 26.
another_md5()
{
	cp "$work/c.flac" "$work/d.flac" &&
		printf '0123456789abcdef' | dd of="$work/d.flac" bs=1 seek=26 conv=notrunc status=none &&
		play_all "$work/d.flac" && receipt 0 '.verify == "failed" and (.verify_text | contains("MD5"))' &&
		receipt 0 ".verify_md5 == \"$(metaflac --show-md5sum "$work/c.flac")\""
}

# The client shows receipts as well; a failed one gives exit code 4.
client()
{
	end_daemon && configure sim_clock=virtual ring_ms=30000 verify=yes && start_daemon &&
		zcctl play "$work/c.flac" >"$work/out" && grep -q '^    receipt of c.flac: verified' "$work/out" &&
		zcctl --json play "$work/c.flac" | jq -se '.[-1] | .event == "receipt" and .verify == "verified"' &&
		{ zcctl play "$work/d.flac" >"$work/out" 2>"$work/err" || [ $? -eq 4 ]; } &&
		grep -q 'd.flac: what was played is not what the file has' "$work/err" &&
		zcctl metrics >"$work/out" && grep -qx 'zcaudiod_receipts_total{receipt="verified"} 2' "$work/out" &&
		grep -qx 'zcaudiod_receipts_total{receipt="failed"} 1' "$work/out"
}

reloads()
{
	configure sim_clock=virtual ring_ms=30000 verify=no && signal HUP &&
		until_true "grep -q 'changed: verify' '$work/log'" && play_all "$work/a.wav" &&
		receipt 0 'has("verify") | not'
}

# A track that still plays when the daemon ends has its receipt in the log.
stops()
{
	end_daemon && : >"$work/log" && with verify=yes sim_clock=real && mpc clear &&
		mpc add "$work/a.wav" && mpc play && until_true "grep -q 'playing .*a.wav' '$work/log'" &&
		end_daemon && grep -q 'a.wav: receipt: ' "$work/log"
}

plan 9
"$noise" "$work/a.wav" 100000 2 44100 16 1
"$noise" "$work/c.flac" 60000 2 44100 16 3
sox "$work/a.wav" "$work/l.ogg"
ok "nothing is verified unless asked for" is_off
ok "WAV and FLAC are verified, with the digests that other programs compute" verifies
ok "a lossy file is not verified" no_lossy
ok "a truncated file fails" truncation
ok "FLAC with the MD5 of something else fails" another_md5
ok "the client shows receipts" client
ok "a reload turns it off" reloads
ok "a daemon that stops logs the receipt" stops
ok "the daemon ends" end_daemon
finish
