#!/bin/sh
# A disk that returns errors, a disk that is too slow, a daemon that is killed, a machine that sleeps:
# the next track plays, the queue is kept, and only samples of the files are played.
# shellcheck disable=SC2317,SC2016 # functions are called through ok; jq expands
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
bin=$top_builddir/tests/vm
command -v qemu-system-x86_64 >/dev/null || skip_all "no QEMU: apt-get install qemu-system-x86"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/music"
seed=0
for length in bad=220501 once=176401 good=44101 slow=661501; do
	seed=$((seed + 1))
	"$bin/noise" "$work/music/${length%=*}.wav" "${length#*=}" 2 44100 16 $seed || exit 1
done
bad_byte=500000

in_guest()
{
	"$top_srcdir/tests/vm/run" --build "$top_builddir" --card aloop --card hda --disk nvme \
		--music "$work/music" --bad "bad.wav:$bad_byte" --bad once.wav:300000:once --monitor \
		--file "$top_srcdir/tests/vm/faults-guest" --out "$work/out" \
		-- sh /in/faults-guest
}

# says FILE CONDITION: on the file's JSON.
says()
{
	jq -e "$2" "$work/out/$1" || { cut -c 1-2000 "$work/out/$1" && false; }
}

# The recording is the file as far as it was played, then the next file.
up_to_the_error()
{
	bytes=$(jq '.played[1].frames_played * 4 + 44' "$work/out/bad.json")
	echo "$bytes bytes were played"
	[ "$bytes" -le "$bad_byte" ] && head -c "$bytes" "$work/music/bad.wav" >"$work/cut.wav" &&
		"$bin/played" "$work/out/bad.wav" "$work/cut.wav" "$work/music/good.wav"
}

plan 14
ok "the guest runs to its end" in_guest
ok "a bad block ends its track there" says bad.json '.played[1] | .result == "failed" and
	.frames_played > 0 and .frames_played < .frames'
ok "the error names file, place and cause" says bad.json \
	'.played[1].error | test("bad.wav: reading failed at frame [0-9]+: Input/output error")'
ok "the client fails" grep -x 4 "$work/out/bad.exit"
ok "the next track plays" says bad.json '.played[0] | .result == "ok" and .frames_played == .frames'
ok "after every sample before the bad block" up_to_the_error
ok "a block that fails once is read again, and the track is played whole" \
	"$bin/played" "$work/out/once.wav" "$work/music/once.wav" "$work/music/good.wav"
ok "a disk that is too slow lets the ring run dry" says slow.json '.played[0].xruns >= 1'
ok "and the track is played to its end" says slow.json \
	'.played[0] | .result == "ok" and .frames_played == .frames'
ok "the daemon ends well" grep -x 0 "$work/out/faults.end"
ok "after SIGKILL the daemon plays on where it was" says killed.status \
	'.state == "playing" and .queue.length == 2 and .song.position == 1 and .elapsed_s >= 4'
ok "to the end of the queue" says killed.json '.played | length == 2 and all(.result == "ok")'
ok "after a sleep of the machine the track plays on" says slept.json '.played[0] | .result == "ok" and
	.frames_played == .frames and .xruns == 1'
ok "and the daemon ends well" grep -x 0 "$work/out/slept.end"
finish
