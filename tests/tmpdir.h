/* A temporary directory for a test, in the current one: the build tree, whose file system may allow
 * direct reads where that of /tmp does not. */
#ifndef ZC_TESTS_TMPDIR_H
#define ZC_TESTS_TMPDIR_H

#define ZC_TMPDIR_MAX 512

/* Creates a directory and writes its absolute name, of at most ZC_TMPDIR_MAX bytes, to dir. 0 or
 * -errno. */
int zc_tmpdir_make(char *dir);
/* Removes the directory and its contents. */
void zc_tmpdir_remove(const char *dir);

#endif
