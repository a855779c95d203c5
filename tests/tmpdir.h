/* A directory for a test's files, below the current one (the build tree), where direct reads
 * work if they work there. */
#ifndef ZC_TESTS_TMPDIR_H
#define ZC_TESTS_TMPDIR_H

#define ZC_TMPDIR_MAX 512

/* Makes it and writes its absolute name, ZC_TMPDIR_MAX bytes at the most. 0 or -errno. */
int zc_tmpdir_make(char *dir);
/* Removes it with everything in it. */
void zc_tmpdir_remove(const char *dir);

#endif
