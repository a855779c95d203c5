# Judges the results of soak-guest: $looks and $played are its files, $count tracks and $frames frames
# were to be played. Each check gives a list of complaints.

def tracks: [$played[].played[]] | unique_by(.id);

def playing: [$looks[] | select(.status.state == "playing")];

def rate: .hw_format | capture("(?<hz>[0-9]+) Hz").hz | tonumber;

# Every track was played to its last frame, counted in bytes too.
def whole:
	(if (tracks | length) != $count then ["\(tracks | length) tracks of \($count)"] else [] end) +
	[tracks[] | select(.result != "ok" or .frames_played != .frames or
		.bytes_direct + .bytes_copied + .bytes_decoded != .payload_bytes)] +
	(tracks | map(.frames_played) | add | if . != $frames then ["\(.) frames of \($frames)"] else [] end);

def smooth:
	[tracks[] | select(.xruns + .faults_minor + .faults_major > 0)] +
	[$looks[].status.zc | select(.xruns > 0)];

# The measured rate at the end, as a factor. AC97 and USB report positions in whole periods, so single
# times are off by up to a period and by the silence after the last track, however long it played.
def clock: 1 + playing[-1].status.zc.rate_ppm / 1e6;
def slack_s: 0.3;

def late: [.[] | select(.late_s > slack_s or .late_s < -slack_s)];

# Each joint in a run of one format comes after as much time as the frames before it take. The first
# track was played on its own and does not count.
def joints:
	[foreach tracks[1:][] as $t ({};
		if .format == $t.hw_format
		then .frames += .last
		else { format: $t.hw_format, frames: 0, from: $t.started }
		end | .last = $t.frames;
		{ id: $t.id, frames, late_s: ($t.started - .from - .frames / ($t | rate) / clock) })];
def on_time: joints | late;

# The position that status reports is where the track is.
def places:
	(tracks | INDEX(.id)) as $tracks
	| [playing[] as $look | $tracks["\($look.status.song.id)"] | values
		| { id, at_s: $look.status.elapsed_s,
			late_s: ($look.now - .started - $look.status.elapsed_s) }];
def in_place: places | late;

# Compares the minimum of the later half with that of the first: a look may come while a file is being
# opened.
def grown(figure; most):
	[.[] | figure] | .[:length / 2 | ceil] as $first | .[($first | length):] as $later
	| if $later != [] and ($later | min) - ($first | min) > most
		then ["from \($first | min) to \($later | min): \(.)"] else [] end;

# Nothing grows after each format was played, in the first quarter of an hour, but for mappings that come
# and go with threads, and the heap's free memory.
def steady:
	playing[3:]
	| grown(.fds; 0) + grown(.threads; 0) +
		(group_by(.status.zc.hw_format) | map(grown(.maps; 8) + grown(.rss_kb; 64)) | add);

def range: "\(min) to \(max)";
def summary:
	"\(tracks | length) tracks, \($frames) frames;",
	"joints late by \(joints | map(.late_s * 1000 | round) | range) ms,",
	"positions by \(places | map(.late_s * 1000 | round) | range) ms;",
	"clock \(playing[-1].status.zc | "\(.rate_ppm) ppm, error \(.rate_ppm_err)");",
	"margin from \([tracks[] | .margin_min_ms // empty] | min) ms;",
	"resident \(playing | map(.rss_kb) | range) KiB, descriptors \(playing | map(.fds) | range)";

def nothing_left: [$looks[0, -1]] | map({ fds, threads }) | if .[0] != .[1] then . else [] end;
