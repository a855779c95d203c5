/* Finding files by names on the command line, in a folder of its own. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/files.h"

static char root[PATH_MAX];

/* The files found for `name`, relative to the folder and joined by spaces; or the text of the
 * error. */
static const char *
found(const char *name, int want)
{
	static char text[2048];
	struct zc_files f = { 0 };
	struct zc_err err;
	int r = zc_files_add(&f, name, &err);

	CU_ASSERT_EQUAL(r, want);
	*text = 0;
	for (int i = 0; i < f.count; i++) {
		CU_ASSERT_EQUAL(strncmp(f.path[i], root, strlen(root)), 0);
		strcat(strcat(text, i ? " " : ""), f.path[i] + strlen(root));
	}
	if (r)
		strcpy(text, err.text);
	zc_files_free(&f);
	return text;
}

static void
files_as_named(void)
{
	char whole[PATH_MAX + 32];

	CU_ASSERT_STRING_EQUAL(found("b.wav", 0), "/b.wav");
	CU_ASSERT_STRING_EQUAL(found("./b.wav", 0), "/b.wav");
	CU_ASSERT_STRING_EQUAL(found(".//./b.wav", 0), "/b.wav");
	CU_ASSERT_STRING_EQUAL(found("sub/../b.wav", 0), "/b.wav");
	CU_ASSERT_STRING_EQUAL(found("cover.jpg", 0), "/cover.jpg");
	snprintf(whole, sizeof(whole), "%s//sub/c.flac", root);
	CU_ASSERT_STRING_EQUAL(found(whole, 0), "/sub/c.flac");
	CU_ASSERT_STRING_EQUAL(found("link.wav", 0), "/link.wav");
	CU_ASSERT_STRING_EQUAL(found("odd[1].wav", 0), "/odd[1].wav");
}

static void
folders_are_sorted_and_sifted(void)
{
	CU_ASSERT_STRING_EQUAL(
		found("sub", 0), "/sub/A.WAV /sub/a.wav /sub/c.flac /sub/deep/z.ogg");
	CU_ASSERT_STRING_EQUAL(
		found("sub/", 0), "/sub/A.WAV /sub/a.wav /sub/c.flac /sub/deep/z.ogg");
	CU_ASSERT_STRING_EQUAL(found("none", -ENOENT),
		"none: no sound files in this folder, going by their extensions");
}

static void
patterns(void)
{
	CU_ASSERT_STRING_EQUAL(found("sub/a*.wav", 0), "/sub/a.wav");
	CU_ASSERT_STRING_EQUAL(
		found("sub/*.wav", -ENOENT), "sub/dangling.wav: No such file or directory");
	CU_ASSERT_STRING_EQUAL(found("?.wav", 0), "/b.wav");
	CU_ASSERT_STRING_EQUAL(found("*.mp3", -ENOENT), "*.mp3: no file matches");
}

static void
what_cannot_be_played_is_named(void)
{
	CU_ASSERT_STRING_EQUAL(
		found("gone.wav", -ENOENT), "gone.wav: No such file or directory");
	CU_ASSERT_STRING_EQUAL(found("", -ENOENT), ": No such file or directory");
	CU_ASSERT_STRING_EQUAL(found("b.wav/x", -ENOTDIR), "b.wav/x: Not a directory");
	CU_ASSERT_PTR_NOT_NULL(
		strstr(found("fifo.wav", -ENXIO), "fifo.wav: not a regular file"));
	CU_ASSERT_STRING_EQUAL(found("/dev/null", -ENXIO), "/dev/null: not a regular file");
	CU_ASSERT_PTR_NOT_NULL(strstr(found("line\nbreak.wav", -EINVAL), "line break"));
}

static void
links_that_go_round_end(void)
{
	CU_ASSERT_STRING_EQUAL(found("round", 0), "/round/again/x.wav /round/x.wav");
}

static int
make_folder(void)
{
	static const char *const folders[] = { "sub", "sub/deep", "sub/.hidden", "none",
		"round", "round/again" };
	static const char *const files[] = { "b.wav", "cover.jpg", "odd[1].wav",
		"line\nbreak.wav", "sub/a.wav", "sub/A.WAV", "sub/c.flac", "sub/cover.jpg",
		"sub/deep/z.ogg", "sub/.hidden/h.wav", "sub/.h.wav", "sub/noending",
		"none/cover.jpg", "round/x.wav", "round/again/x.wav" };
	char name[] = "files.XXXXXX";

	if (!mkdtemp(name) || chdir(name) || !getcwd(root, sizeof(root)))
		return -1;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (mkdir(folders[i], 0755))
			return -1;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int fd = open(files[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

		if (fd < 0)
			return -1;
		close(fd);
	}
	if (mkfifo("fifo.wav", 0644) || symlink("b.wav", "link.wav") ||
		symlink("..", "round/again/up") || symlink(".", "round/self") ||
		symlink("gone", "sub/dangling.wav"))
		return -1;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

int
main(void)
{
	static const struct zc_unit_test tests[] = { { "files as named", files_as_named },
		{ "folders are sorted and sifted", folders_are_sorted_and_sifted },
		{ "patterns", patterns },
		{ "what cannot be played is named", what_cannot_be_played_is_named },
		{ "links that go round end", links_that_go_round_end } };
	int r;

	if (make_folder()) {
		perror("Bail out! a folder for the test");
		return 99;
	}
	r = zc_unit_main("files", tests, sizeof(tests) / sizeof(tests[0]));
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return r;
}
