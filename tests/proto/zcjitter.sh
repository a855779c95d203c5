#!/bin/sh
# zcjitter's reports and comparisons: golden ones, their schema by an independent validator, what a
# browser makes of the pages, and files that are none.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
zcjitter=$top_builddir/zcjitter recordings=$top_builddir/tests/recordings
golden=$top_srcdir/tests/data schema=$top_srcdir/conf/zcjitter.schema.json
[ -x "$recordings" ] || skip_all "tests/recordings is not built"
work=$(mktemp -d "$PWD/zc-test-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
for name in calm loaded still cut halting million; do
	"$recordings" $name "$work/$name.zcrec" || exit 1
done
cd "$work" || exit 1

# Made anew by: tests/recordings NAME NAME.zcrec; zcjitter ARGUMENT... >tests/data/FILE
is_golden()
{
	file=$1
	shift
	"$zcjitter" "$@" >out && diff -u "$golden/$file" out
}

other_seed()
{
	"$zcjitter" compare --seed 2 calm.zcrec loaded.zcrec >a
	"$zcjitter" compare calm.zcrec loaded.zcrec >b
	! diff a b >/dev/null && [ "$(grep -c 'real$' a)" -eq "$(grep -c 'real$' b)" ]
}

valid()
{
	"$zcjitter" "$@" >doc.json && python3 -W ignore -m jsonschema -i doc.json "$schema"
}

# A document with another member's type must not pass, or the schema says nothing.
schema_bites()
{
	"$zcjitter" report --json calm.zcrec | jq '.figures.margin.p50_ns = "much"' >bad.json
	! python3 -W ignore -m jsonschema -i bad.json "$schema"
}

# says CODE WORDS ARGUMENT...: fails with that code, an error with these words and no output.
says()
{
	code=$1 words=$2
	shift 2
	"$zcjitter" "$@" >out 2>err </dev/null
	got=$?
	cat out err
	[ "$got" -eq "$code" ] && [ ! -s out ] && grep -qF -- "$words" err
}

# A head with another number in it.
other_head()
{
	cp calm.zcrec other.zcrec
	printf '%b' "$2" | dd of=other.zcrec bs=1 seek="$1" conv=notrunc 2>/dev/null
	says 1 "$3" report other.zcrec
}

still_reports()
{
	for form in text json csv html hdr; do
		"$zcjitter" report "--$form" still.zcrec >"out.$form" || return
	done
	grep -q 'no wake-ups' out.text && grep -q 'no wake-ups' out.html && ! grep -q Tag= out.hdr
}

# A rate that no DAC has is none, and each ring is named.
halting_is_said()
{
	"$zcjitter" report halting.zcrec >out &&
		grep -q 'DAC clock  unknown: the position stood still' out &&
		[ "$(grep -c 'frames (.* at 44100 Hz), period' out)" -eq 2 ] &&
		"$zcjitter" report --json halting.zcrec | jq -e '.rate.ppm == null'
}

# The record says when, not the clock that was set.
clock_was_set()
{
	"$zcjitter" report halting.zcrec >out && grep -A 2 '^Incidents' out &&
		grep -q '^  1  125.995 s  late-wakeup' out
}

cut_is_said()
{
	"$zcjitter" report cut.zcrec >out && grep -q 'cut off at byte' out &&
		[ "$("$zcjitter" report --json cut.zcrec |
			jq '[.recording.whole, .counters.wakeups] | @csv')" = '"false,1000"' ]
}

# Each value of the JSON but for the bins is a line, and numbers are numbers.
csv_is_whole()
{
	"$zcjitter" report --csv loaded.zcrec >out.csv
	values=$("$zcjitter" report --json loaded.zcrec |
		jq '[del(.figures[].histogram) | .. | scalars] | length')
	# A text with a line end in it would be two.
	[ "$(wc -l <out.csv)" -eq $((values + 1)) ] &&
		grep -q '^figures\.wake_latency\.p99_ns,[0-9]*.$' out.csv &&
		grep -q '^tracks\.0\.file,"album/<one> & ""two""\.wav".$' out.csv
}

standard_streams()
{
	"$zcjitter" report - <calm.zcrec >a && "$zcjitter" report -o b calm.zcrec &&
		sed '/^  file /d' a >c && sed '/^  file /d' b | diff c -
}

# What was there stays until the new one is whole.
full_disk()
{
	echo before >kept
	says 1 "cannot be written" report -o /dev/full calm.zcrec || return
	"$zcjitter" report calm.zcrec >/dev/full 2>err && return 1
	grep -q 'standard output cannot be written' err && says 1 kept report -o no/kept calm.zcrec &&
		[ "$(cat kept)" = before ] && [ ! -e kept.part ]
}

# Nothing is fetched, nothing runs, names are text.
self_contained()
{
	"$zcjitter" report --html loaded.zcrec >report.html &&
		"$zcjitter" compare --html calm.zcrec loaded.zcrec still.zcrec >compare.html || return
	! grep -nE '<script|<iframe|@import|url\(|(src|href)="[^"d]|https?:|<one>' ./*.html
}

browser()
{
	timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
		--disable-dev-shm-usage --user-data-dir="$work/profile" --hide-scrollbars \
		--allow-file-access-from-files --virtual-time-budget=5000 "$@" 2>browser.log ||
		{ tail -n 5 browser.log && false; }
}

# fits PAGE WIDTH: no part of the page reaches past the edge of a screen of that width, every chart
# that is shown has its size, and none of its words is cut off at its edge.
fits()
{
	cat >frame.html <<-END
		<body><iframe id="f" src="$1" style="border:0;width:$2px;height:800px"></iframe><script>
		onload = () => {
			const d = f.contentDocument, shown = [...d.querySelectorAll("svg")]
				.filter(s => getComputedStyle(s).display != "none");
			const cut = shown.flatMap(s => [...s.querySelectorAll("text")].filter(t => {
				const a = t.getBoundingClientRect(), b = s.getBoundingClientRect();
				return a.left < b.left || a.right > b.right || a.top < b.top ||
					a.bottom > b.bottom;
			}));
			document.title = "width " + d.documentElement.scrollWidth + " charts " +
				shown.filter(s => s.getBoundingClientRect().height > 100).length +
				" of " + shown.length + " cut " + cut.map(t => t.textContent);
		}
		</script>
	END
	browser --dump-dom "file://$work/frame.html" | grep -o '<title>.*</title>' >title
	cat title
	grep -qE "width $2 charts ([1-9][0-9]*) of \1 cut <" title
}

fit_all()
{
	fits report.html 390 && fits report.html 1200 && fits compare.html 390
}

# A picture with more than its background, another one in the dark.
drawn()
{
	browser --window-size=1000,3000 --screenshot="$work/light.png" "file://$work/$1" &&
		browser --window-size=1000,3000 --blink-settings=preferredColorScheme=0 \
			--screenshot="$work/dark.png" "file://$work/$1" || return
	ls -l light.png dark.png
	[ "$(wc -c <light.png)" -gt 50000 ] && [ "$(wc -c <dark.png)" -gt 50000 ] &&
		! cmp -s light.png dark.png
}

million()
{
	"$zcjitter" report --json million.zcrec | jq -e '.counters.wakeups == 1000000' >/dev/null
}

# offers WORDS WORD...: what the shell completes the last word to.
offers()
{
	wanted=$1
	shift
	# shellcheck disable=SC2016 # the inner shell expands it
	got=$(bash -c '. "$0"; COMP_WORDS=(zcjitter "$@") COMP_CWORD=$#; _zcjitter
		echo "${COMPREPLY[@]}"' "$top_srcdir/conf/zcjitter.bash" "$@")
	[ "$got" = "$wanted" ] || { echo "wanted $wanted, got $got" && false; }
}

plan 38
ok "report as text" is_golden report-calm.txt report calm.zcrec
ok "report of a worse recording" is_golden report-loaded.txt report loaded.zcrec
ok "report as JSON" is_golden report-loaded.json report --json loaded.zcrec
ok "report as HdrHistogram's log" is_golden report-calm.hlog report --hdr calm.zcrec
ok "comparison of three" is_golden compare.txt compare calm.zcrec loaded.zcrec cut.zcrec
ok "another seed gives other intervals, the same verdicts" other_seed
if python3 -c 'import jsonschema' 2>/dev/null; then
	ok "report's JSON matches the schema" valid report --json loaded.zcrec
	ok "so does that of a recording without wake-ups" valid report --json still.zcrec
	ok "so does that of a comparison" valid compare --json calm.zcrec loaded.zcrec still.zcrec
	ok "the schema refuses wrong JSON" schema_bites
else
	for what in report still compare refuse; do
		skip "schema: $what" "no python3-jsonschema"
	done
fi
ok "CSV has every value" csv_is_whole
ok "a recording without wake-ups" still_reports
ok "a truncated recording" cut_is_said
ok "a clock that stood still, two rings" halting_is_said
ok "an incident after the system's clock was set" clock_was_set
ok "a million records" million
ok "standard input, -o" standard_streams
ok "a full disk" full_disk
ok "no such file" says 1 "nosuch: No such file" report nosuch
ok "a foreign file" says 1 "not a recording" report "$schema"
ok "an empty file" says 1 "empty; nothing was recorded" report /dev/null
ok "a directory" says 1 "Is a directory" report .
ok "a newer version" other_head 8 '\002' "newer zcaudiod"
ok "records of another version" other_head 16 '\011' "records of version 9"
ok "wrong usage" says 2 "takes one FILE" report
ok "an invalid time" says 2 "--seconds soon: not a time; write 90, 1:30 or 1:02:03" record --seconds soon
ok "--track without a file" says 2 "--track needs at least one FILE" record --track
ok "a file without --track" says 2 "x.zcrec: record takes FILEs only with --track; -o names the recording" record x.zcrec
ok "no such command" says 2 "no such command" nosuch
ok "a misspelled command" says 2 'recrod: no such command; did you mean "record"?' recrod
ok "a misspelled option" says 2 "report: unknown option --jsno; did you mean --json?" report --jsno calm.zcrec
ok "an option without its value" says 2 "record: option --seconds needs a value" record --seconds
ok "a value for an option without one" says 2 "report: option --json takes no value" report --json=1 calm.zcrec
ok "completion of commands" offers "record report" re
ok "completion of options" offers "--html --hdr --help" report --h
ok "pages are one file, without scripts" self_contained
if command -v chromium >/dev/null; then
	ok "pages fit a phone and a desk" fit_all
	ok "pages are drawn, light and dark" drawn report.html
else
	skip "pages fit a phone and a desk" "no chromium"
	skip "pages are drawn, light and dark" "no chromium"
fi
finish
