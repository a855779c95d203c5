#!/bin/sh
# No circles: neither files nor folders include or call each other in a loop, and each header says
# in which file its functions are defined.
# shellcheck disable=SC2317 # functions are called through ok
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)} top_builddir=${top_builddir:-$PWD}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
cd "$top_builddir" || exit 1
[ -e libzcpipeline.a ] || skip_all "nothing is built in $top_builddir"

# include_edges: "A B" for each file A that includes the project's header B, by whole paths.
include_edges()
{
	(cd "$top_srcdir" && grep -rnE --include='*.[ch]' '^#[[:space:]]*include[[:space:]]+"' \
		pipeline daemon tools conf) |
		sed -nE 's/^([^:]*):[0-9]*:[^"]*"(.*\/.*)".*/\1 \2/p'
}

# symbols: "FILE d|u NAME" for each global name that a source file defines or uses. An object of
# a program with flags of its own is called PROGRAM-NAME.o.
symbols()
{
	(cd "$top_srcdir" && find pipeline daemon tools conf -name '*.c') | while read -r source; do
		stem=${source%.c}
		for object in "$stem.o" "${stem%/*}"/*-"${stem##*/}.o"; do
			[ ! -e "$object" ] || nm -gP "$object" |
				awk -v f="$source" 'NF > 1 { print f, $2 == "U" ? "u" : "d", $1 }'
		done
	done
}

# call_edges: "A B" for each file A that uses a name which file B defines. Each program has its main.
call_edges()
{
	awk '$3 == "main" { next }
		$2 == "d" { home[$3] = $1 }
		$2 == "u" { uses[$1 " " $3] }
		END {
			for (use in uses) {
				split(use, part, " ")
				if (part[2] in home && home[part[2]] != part[1])
					print part[1], home[part[2]]
			}
		}' "$work/symbols"
}

# folders: the same edges between the files' folders. pipeline/ holds only interfaces, which the
# folders below it implement.
folders()
{
	awk '{
		from = $1; to = $2; sub(/\/[^\/]*$/, "", from); sub(/\/[^\/]*$/, "", to)
		if (from != to && to != "pipeline")
			print from, to
	}'
}

# no_loop: tsort names the members of a loop.
no_loop()
{
	[ -s "$1" ] || return
	tsort "$1" 2>&1 >/dev/null | sed 's/^tsort: .*:$/loop:/; s/^tsort: /  /' >"$work/loops"
	[ ! -s "$work/loops" ] || { cat "$work/loops" && false; }
}

# A function is defined in the file that the last comment of the form "file.c" above it in the
# header names, or else in the header's own.
headings()
{
	(cd "$top_srcdir" && find pipeline daemon tools -name '*.h') | while read -r header; do
		awk -v header="$header" '
			FNR == NR {
				if ($2 == "d") {
					file = $1; sub(/.*\//, "", file)
					home[$3] = file
				}
				next
			}
			FNR == 1 { said = header; sub(/.*\//, "", said); sub(/h$/, "c", said) }
			match($0, /^\/\* [a-z0-9_]+\.c/) { said = substr($0, 4, RLENGTH - 3) }
			/^[a-z].*\(/ && !/^(static|typedef)/ && before !~ /^static/ && match($0, /zc[a-z]*_[a-z0-9_]+\(/) {
				name = substr($0, RSTART, RLENGTH - 1)
				if (!(name in home))
					print header ": " name " is defined nowhere"
				else if (home[name] != said)
					print header ": " name " is in " home[name] ", the header says " said
			}
			{ before = $0 }' "$work/symbols" "$top_srcdir/$header"
	done >"$work/wrong"
	[ ! -s "$work/wrong" ] || { cat "$work/wrong" && false; }
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
symbols >"$work/symbols"
include_edges >"$work/includes"
call_edges >"$work/calls"
folders <"$work/includes" >"$work/folder-includes"
folders <"$work/calls" >"$work/folder-calls"
plan 5
ok "no files include each other in a loop" no_loop "$work/includes"
ok "no files call each other in a loop" no_loop "$work/calls"
ok "no folders include each other in a loop" no_loop "$work/folder-includes"
ok "no folders call each other in a loop" no_loop "$work/folder-calls"
ok "each header says in which file its functions are" headings
finish
