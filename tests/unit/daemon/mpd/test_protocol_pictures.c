#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/daemon/mpd/protocol_rig.h"

/* A hundred bytes without a line break. */
#define TEN "0123456789"
#define COVER TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
/* An ID3 tag with two pictures, the second one the front cover. */
#define FRAME(kind, text) "APIC\0\0\0\x11\0\0\0image/png\0" kind "\0" text
#define TAGGED "ID3\3\0\0\0\0\0\x36" FRAME("\4", "BACK") FRAME("\3", "FRNT") "the music"

static void
put(const struct rig *r, const char *name, const char *bytes, size_t len)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", r->music, name);
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

#define PUT(r, name, literal) put(r, name, literal, sizeof(literal) - 1)

static void
beside(void)
{
	static const struct rig_row none[] = {
		{ "albumart a.wav 0",
			"ACK [50@0] {albumart} a.wav: there is no cover beside it" },
		{ "albumart nosuch 0", "ACK [50@0] {albumart} nosuch: no such file or folder "
				       "in the music directory" },
		{ "albumart sub 0", "ACK [50@0] {albumart} sub: is a folder" },
		{ "albumart a.wav", "ACK [2@0] {albumart} too few arguments for \"albumart\"" },
		{ "albumart a.wav x", "ACK [2@0] {albumart} Integer expected: x" },
	};
	static const struct rig_row there[] = {
		{ "albumart a.wav 0", "size: 100\nbinary: 100\n" COVER "\nOK" },
		{ "albumart b.wav 95", "size: 100\nbinary: 5\n56789\nOK" },
		{ "albumart b.wav 100", "size: 100\nbinary: 0\n\nOK" },
		{ "albumart b.wav 101",
			"ACK [2@0] {albumart} Offset too large: the picture has 100 bytes" },
		{ "binarylimit 64", "OK" },
		{ "albumart a.wav 0",
			"size: 100\nbinary: 64\n" TEN TEN TEN TEN TEN TEN "0123\nOK" },
		{ "albumart a.wav 64", "size: 100\nbinary: 36\n456789" TEN TEN TEN "\nOK" },
		{ "albumart sub/c.wav 0",
			"ACK [50@0] {albumart} sub/c.wav: there is no cover beside it" },
	};
	static const struct rig_row others[] = {
		{ "albumart a.wav 0", "size: 3\nbinary: 3\nJPG\nOK" },
		{ "albumart sub/c.wav 0", "size: 3\nbinary: 3\nSUB\nOK" },
	};
	struct rig r;

	rig_start(&r, NULL);
	RIG_TABLE(&r, true, none);
	PUT(&r, "Folder.PNG", COVER);
	PUT(&r, "cover.txt", "no picture");
	PUT(&r, "discover.jpg", "no cover");
	RIG_TABLE(&r, true, there);
	PUT(&r, "cover.jpg", "JPG");
	PUT(&r, "sub/front.jpeg", "SUB");
	RIG_TABLE(&r, true, others);
	rig_stop(&r);
}

static void
embedded(void)
{
	static const struct rig_row rows[] = {
		{ "readpicture sub/c.wav 0", "OK" },
		{ "readpicture tagged.mp3 0", "size: 4\ntype: image/png\nbinary: 4\nFRNT\nOK" },
		{ "readpicture tagged.mp3 3", "size: 4\ntype: image/png\nbinary: 1\nT\nOK" },
		{ "readpicture sub 0", "ACK [50@0] {readpicture} sub: is a folder" },
		{ "readpicture nosuch 0", "ACK [50@0] {readpicture} nosuch: no such file or "
					  "folder in the music directory" },
	};
	struct rig r;

	rig_start(&r, NULL);
	PUT(&r, "tagged.mp3", TAGGED);
	RIG_TABLE(&r, true, rows);
	rig_stop(&r);
}

/* A picture outside of the music directory cannot be read, not even through a link. */
static void
outside(void)
{
	static const struct rig_row rows[] = {
		{ "albumart a.wav 0",
			"ACK [50@0] {albumart} a.wav: there is no cover beside it" },
		{ "readpicture ../secret.jpg 0",
			"ACK [50@0] {readpicture} ../secret.jpg: not a plain path" },
	};
	char path[200];
	struct rig r;

	rig_start(&r, NULL);
	PUT(&r, "../secret.jpg", COVER);
	snprintf(path, sizeof(path), "%s/cover.jpg", r.music);
	CU_ASSERT_EQUAL_FATAL(symlink("../secret.jpg", path), 0);
	RIG_TABLE(&r, true, rows);
	unlink(path);
	snprintf(path, sizeof(path), "%s/../secret.jpg", r.music);
	unlink(path);
	rig_stop(&r);
}

/* The pieces come from one picture, even if the file changes or another client reads one too. A
 * client that begins again gets the present one. */
static void
in_pieces(void)
{
	struct rig_client a, b;
	struct rig r;

	rig_start(&r, NULL);
	PUT(&r, "cover.jpg", COVER);
	rig_connect(&r, &a, true);
	rig_connect(&r, &b, true);
	rig_ask(&a, "binarylimit 64\n");
	rig_ask(&a, "albumart a.wav 0\n");
	PUT(&r, "cover.jpg", "another");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&a, "albumart a.wav 90\n"), "size: 100\nbinary: 10\n" TEN "\nOK\n");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&a, "albumart a.wav 0\n"), "size: 7\nbinary: 7\nanother\nOK\n");
	PUT(&r, "cover.jpg", COVER);
	rig_ask(&a, "albumart a.wav 0\n");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&b, "albumart a.wav 98\n"), "size: 100\nbinary: 2\n89\nOK\n");
	CU_ASSERT_STRING_EQUAL(
		rig_ask(&a, "albumart a.wav 99\n"), "size: 100\nbinary: 1\n9\nOK\n");
	/* A client that leaves in between leaves nothing behind. */
	rig_ask(&a, "albumart a.wav 0\n");
	rig_disconnect(&a);
	rig_settle(&r);
	rig_disconnect(&b);
	rig_stop(&r);
}

ZC_UNIT_MAIN("protocol_pictures", { "beside the file", beside },
	{ "inside the file", embedded }, { "outside", outside }, { "in pieces", in_pieces })
