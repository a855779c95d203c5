/* Metadata that is built here byte by byte, intact and damaged. */
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/tags/meta.h"

#define PICTURE "\x89PNG\r\n picture \xff\x00 with a zero"
#define PICTURE_BYTES (sizeof(PICTURE) - 1)

/* The file that a test builds. */
static uint8_t file[200000];
static size_t len;

/* What the callbacks received: "KEY=value;" for each text, and the last picture. */
static char texts[1024];
static struct zc_meta_picture picture;
static uint8_t picture_bytes[100000];
static char picture_mime[64];
static int pictures;

static void
put(const void *bytes, size_t n)
{
	CU_ASSERT_FATAL(len + n <= sizeof(file));
	memcpy(file + len, bytes, n);
	len += n;
}

#define PUT(literal) put(literal, sizeof(literal) - 1)

static void
put_number(uint32_t v, int bytes, bool big_endian)
{
	for (int i = 0; i < bytes; i++) {
		int shift = 8 * (big_endian ? bytes - 1 - i : i);
		uint8_t b = (uint8_t)(v >> shift);

		put(&b, 1);
	}
}

static void
put_syncsafe(size_t v)
{
	for (int shift = 21; shift >= 0; shift -= 7) {
		uint8_t b = v >> shift & 0x7f;

		put(&b, 1);
	}
}

static void
put_comment(const char *text)
{
	put_number((uint32_t)strlen(text), 4, false);
	put(text, strlen(text));
}

static void
put_flac_picture(uint32_t kind, const char *mime)
{
	put_number(kind, 4, true);
	put_number((uint32_t)strlen(mime), 4, true);
	put(mime, strlen(mime));
	put_number(0, 4, true);
	for (int i = 0; i < 4; i++)
		put_number(0, 4, true);
	put_number(PICTURE_BYTES, 4, true);
	PUT(PICTURE);
}

static void
on_text(void *ctx, const char *key, const char *value)
{
	(void)ctx;
	snprintf(texts + strlen(texts), sizeof(texts) - strlen(texts), "%s=%s;", key, value);
}

static void
on_picture(void *ctx, const struct zc_meta_picture *p)
{
	(void)ctx;
	pictures++;
	picture = *p;
	snprintf(picture_mime, sizeof(picture_mime), "%s", p->mime);
	CU_ASSERT_FATAL(p->size <= sizeof(picture_bytes));
	memcpy(picture_bytes, p->bytes, p->size);
}

/* Reads a file of the first n bytes. */
static void
read_part(size_t n)
{
	const struct zc_meta_callbacks callbacks = { on_text, on_picture, NULL };
	int fd = memfd_create("meta", MFD_CLOEXEC);

	CU_ASSERT_EQUAL_FATAL(write(fd, file, n), (ssize_t)n);
	texts[0] = '\0';
	pictures = 0;
	zc_meta_read(fd, &callbacks);
	close(fd);
}

static void
expect(const char *expected_texts, const char *mime)
{
	read_part(len);
	CU_ASSERT_STRING_EQUAL(texts, expected_texts);
	CU_ASSERT_EQUAL_FATAL(pictures, mime != NULL);
	if (!mime)
		return;
	CU_ASSERT_STRING_EQUAL(picture_mime, mime);
	CU_ASSERT_EQUAL(picture.size, PICTURE_BYTES);
	CU_ASSERT_EQUAL(memcmp(picture_bytes, PICTURE, PICTURE_BYTES), 0);
}

/* Reads each prefix of the file, and the file with each byte changed: sanitizers and valgrind
 * would report a read beyond the file. */
static void
damage(void)
{
	for (size_t n = 0; n < len; n++)
		read_part(n);
	for (size_t i = 0; i < len && i < 400; i++) {
		uint8_t was = file[i];

		for (int k = 0; k < 3; k++) {
			file[i] = k == 0 ? 0xff : k == 1 ? 0 : was ^ 0x80;
			read_part(len);
		}
		file[i] = was;
	}
}

static void
put_flac(void)
{
	size_t at;

	PUT("fLaC");
	put_number(0, 1, true);
	put_number(34, 3, true);
	for (int i = 0; i < 34; i++)
		put_number(0, 1, true);
	put_number(4, 1, true);
	put_number(0, 3, true);
	at = len;
	put_comment("some encoder");
	put_number(3, 4, false);
	put_comment("ALBUMARTIST=Various Artists");
	put_comment("without a value");
	put_comment("Discnumber=2");
	file[at - 2] = (uint8_t)((len - at) >> 8);
	file[at - 1] = (uint8_t)(len - at);
	put_number(0x86, 1, true);
	put_number(0, 3, true);
	at = len;
	put_flac_picture(3, "image/png");
	file[at - 1] = (uint8_t)(len - at);
}

static void
flac(void)
{
	len = 0;
	put_flac();
	expect("ALBUMARTIST=Various Artists;Discnumber=2;", "image/png");
	CU_ASSERT_EQUAL(picture.kind, 3);
	damage();
}

static void
put_id3_head(int version, uint8_t flags, size_t bytes)
{
	PUT("ID3");
	put_number((uint32_t)version, 1, true);
	put_number(flags, 2, false);
	put_syncsafe(bytes);
	/* The flags are the second byte, after the revision. */
	file[len - 6] = 0;
	file[len - 5] = flags;
}

/* Puts a head without a length; end_id3 fills that in. */
static size_t
begin_id3(int version, uint8_t flags)
{
	len = 0;
	put_id3_head(version, flags, 0);
	return len;
}

static void
end_id3(int version, uint8_t flags)
{
	size_t end = len;

	len = 0;
	put_id3_head(version, flags, end - 10);
	len = end;
}

static void
put_frame(int version, const char *id, uint8_t flags, const void *body, size_t n)
{
	put(id, strlen(id));
	if (version == 4)
		put_syncsafe(n);
	else
		put_number((uint32_t)n, version == 2 ? 3 : 4, true);
	if (version > 2) {
		put_number(0, 1, true);
		put_number(flags, 1, true);
	}
	put(body, n);
}

#define FRAME(version, id, flags, body) put_frame(version, id, flags, body, sizeof(body) - 1)

static void
id3_texts(void)
{
	begin_id3(3, 0);
	FRAME(3, "TPE2", 0, "\0Bj\xf6rk");
	FRAME(3, "TCOM", 0, "\1\xff\xfe\x42\0\xf6\0\x3d\xd8\0\xde\0\0x\0");
	FRAME(3, "TIT2", 0, "\0a title");
	FRAME(3, "TCON", 0, "\0(17)");
	FRAME(3, "TYER", 0, "\0001996");
	FRAME(3, "TPOS", 0, "\0001/2\0more");
	PUT("\0\0\0\0\0\0\0\0\0\0\0\0");
	end_id3(3, 0);
	PUT("what follows");
	expect("ALBUMARTIST=Björk;COMPOSER=Bö\xf0\x9f\x98\x80;TITLE=a "
	       "title;DATE=1996;DISCNUMBER=1/2;",
		NULL);
	damage();

	begin_id3(4, 0x40);
	PUT("\0\0\0\6\1\0");
	FRAME(4, "TPE2", 0, "\3Bj\xc3\xb6rk");
	FRAME(4, "TCOM", 1, "\0\0\0\6\2\0B\0ach");
	FRAME(4, "TPOS", 8, "\3packed");
	FRAME(4, "TPE1", 0, "\3one\0two\0");
	FRAME(4, "TCON", 0, "\3Rock\00017");
	FRAME(4, "TDRC", 0, "\1\xff\xfe\x41\0\0\0\xff\xfe\x42\0");
	end_id3(4, 0x40);
	PUT("what follows");
	read_part(len);
	CU_ASSERT_STRING_EQUAL(texts,
		"ALBUMARTIST=Björk;COMPOSER=Ba捨;ARTIST=one;ARTIST=two;GENRE=Rock;"
		"DATE=A;DATE=B;");
	damage();
}

static void
id3_pictures(void)
{
	begin_id3(3, 0);
	FRAME(3, "APIC", 0, "\0image/png\0\3a text\0" PICTURE);
	end_id3(3, 0);
	PUT("what follows");
	expect("", "image/png");
	CU_ASSERT_EQUAL(picture.kind, 3);
	damage();

	begin_id3(2, 0);
	FRAME(2, "PIC", 0, "\1PNG\3\xff\xfex\0\0\0" PICTURE);
	FRAME(2, "TP2", 0, "\0All");
	end_id3(2, 0);
	PUT("what follows");
	expect("ALBUMARTIST=All;", "");
	damage();

	begin_id3(3, 0);
	FRAME(3, "APIC", 0, "\0-->\0\3\0http://nowhere.invalid/x.png");
	end_id3(3, 0);
	PUT("what follows");
	expect("", NULL);
}

/* A tag with unsynchronisation: a zero after each 0xff, which the reader removes. */
static void
id3_unsynchronised(void)
{
	static const char body[] = "\0image/png\0\3\0\x89PNG\r\n picture \xff\0\0 with a zero";

	begin_id3(3, 0x80);
	put_frame(3, "APIC", 0, body, sizeof(body) - 2);
	/* In version 3 the length of a frame is that after the zeros were removed. */
	put(body + sizeof(body) - 2, 1);
	end_id3(3, 0x80);
	PUT("what follows");
	expect("", "image/png");

	begin_id3(4, 0);
	FRAME(4, "APIC", 2, "\0image/png\0\3\0\x89PNG\r\n picture \xff\0\0 with a zero");
	end_id3(4, 0);
	PUT("what follows");
	expect("", "image/png");
}

/* Some taggers put an ID3 tag in front of FLAC. */
static void
id3_before_flac(void)
{
	begin_id3(3, 0);
	FRAME(3, "TCOM", 0, "\0Bach");
	end_id3(3, 0);
	put_flac();
	expect("COMPOSER=Bach;ALBUMARTIST=Various Artists;Discnumber=2;", "image/png");
}

/* Appends a tag of version 3 with a text and a picture. */
static void
put_tag(void)
{
	size_t head = len, end;

	put_id3_head(3, 0, 0);
	FRAME(3, "TALB", 0, "\0Album");
	FRAME(3, "APIC", 0, "\0image/png\0\3\0" PICTURE);
	end = len;
	len = head;
	put_id3_head(3, 0, end - head - 10);
	len = end;
}

/* Appends a chunk of odd length, then one with a tag. */
static void
put_tag_chunk(const char *id, bool big_endian)
{
	size_t at;

	PUT("odd ");
	put_number(3, 4, big_endian);
	PUT("abc\0");
	put(id, 4);
	put_number(0, 4, big_endian);
	at = len;
	put_tag();
	file[big_endian ? at - 1 : at - 4] = (uint8_t)(len - at);
}

static void
chunks_of_wav(void)
{
	len = 0;
	PUT("RIFF\0\0\0\0WAVEfmt \2\0\0\0xxdata\4\0\0\0four");
	put_tag_chunk("id3 ", false);
	expect("ALBUM=Album;", "image/png");
	damage();

	/* Bytes that look like a chunk among the samples. */
	len = 0;
	PUT("RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff");
	put_tag_chunk("id3 ", false);
	expect("", NULL);
}

static void
chunks_of_rf64(void)
{
	len = 0;
	PUT("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0");
	PUT("\0\0\0\0\0\0\0\0"
	    "\4\0\0\0\0\0\0\0"
	    "\1\0\0\0\0\0\0\0"
	    "\0\0\0\0");
	PUT("data\xff\xff\xff\xff"
	    "four");
	put_tag_chunk("ID3 ", false);
	expect("ALBUM=Album;", "image/png");
	damage();
}

static void
chunks_of_aiff(void)
{
	len = 0;
	PUT("FORM\0\0\0\0AIFCCOMM\0\0\0\2xx");
	put_tag_chunk("ID3 ", true);
	expect("ALBUM=Album;", "image/png");
	damage();
}

/* One page of an Ogg stream; more: its last packet continues on the next page. */
static void
put_page(const char *serial, const uint8_t *body, size_t n, bool more)
{
	size_t segments = n / 255 + !more;

	CU_ASSERT_FATAL(segments <= 255 && (!more || n % 255 == 0));
	PUT("OggS\0\0\0\0\0\0\0\0\0\0");
	put(serial, 4);
	PUT("\0\0\0\0\0\0\0\0");
	put_number((uint32_t)segments, 1, true);
	for (size_t i = 0; i < segments; i++)
		put_number(i < n / 255 ? 255 : (uint32_t)(n % 255), 1, true);
	put(body, n);
}

static void
put_base64(const uint8_t *p, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t bits = 0;
		char four[4];

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < n ? p[i + k] : 0);
		for (int k = 0; k < 4; k++)
			four[k] = i + (size_t)k > n ? '=' : digits[bits >> (18 - 6 * k) & 63];
		put(four, 4);
	}
}

/* The comments of a codec with a picture among them, in a packet that spans two pages. */
static void
ogg(const char *begin, size_t begin_len)
{
	uint8_t packet[4000], block[200];
	size_t packet_len, block_len;
	char filler[300];

	len = 0;
	put_flac_picture(4, "image/png");
	block_len = len;
	memcpy(block, file, len);
	len = 0;
	put(begin, begin_len);
	put_comment("some encoder");
	put_number(4, 4, false);
	put_comment("COMPOSER=Bach");
	memset(filler, 'x', sizeof(filler));
	memcpy(filler, "FILLER=", 7);
	filler[sizeof(filler) - 1] = '\0';
	put_comment(filler);
	put_number((uint32_t)(23 + (block_len + 2) / 3 * 4), 4, false);
	PUT("metadata_block_picture=");
	put_base64(block, block_len);
	put_comment("PERFORMER=Gould");
	packet_len = len;
	memcpy(packet, file, len);

	len = 0;
	put_page("abcd", (const uint8_t *)"the first packet", 16, false);
	put_page("efgh", (const uint8_t *)"another stream", 14, false);
	put_page("abcd", packet, 255, true);
	put_page("efgh", (const uint8_t *)"another stream", 14, false);
	put_page("abcd", packet + 255, packet_len - 255, false);
	put_page("abcd", (const uint8_t *)"the third", 9, false);
	read_part(len);
	CU_ASSERT_PTR_NOT_NULL(strstr(texts, "COMPOSER=Bach;"));
	CU_ASSERT_PTR_NOT_NULL(strstr(texts, "PERFORMER=Gould;"));
	CU_ASSERT_EQUAL(pictures, 1);
	CU_ASSERT_EQUAL(picture.kind, 4);
	CU_ASSERT_EQUAL(picture.size, PICTURE_BYTES);
	CU_ASSERT_EQUAL(memcmp(picture_bytes, PICTURE, PICTURE_BYTES), 0);
	damage();
}

static void
ogg_vorbis(void)
{
	ogg("\3vorbis", 7);
}

static void
ogg_opus(void)
{
	ogg("OpusTags", 8);
}

static void
ogg_flac(void)
{
	ogg("\4\0\0\0", 4);
}

static void
nothing(void)
{
	len = 0;
	PUT("RIFF\0\0\0\0WAVEfmt ");
	expect("", NULL);
	len = 3;
	expect("", NULL);
}

#define T(id)                                                                                  \
	{                                                                                      \
#id, id                                                                        \
	}
ZC_UNIT_MAIN("meta", T(flac), T(id3_texts), T(id3_pictures), T(id3_unsynchronised),
	T(id3_before_flac), T(chunks_of_wav), T(chunks_of_rf64), T(chunks_of_aiff),
	T(ogg_vorbis), T(ogg_opus), T(ogg_flac), T(nothing))
