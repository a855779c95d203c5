/* What disturbs the players: processes of normal priority that want all there is. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/zcjitter/zcjitter_lab.h"

#define JUNK_BYTES (8u << 20)
#define BLOCK_BYTES (256u << 10)
#define PAGE_BYTES 4096u

static void
junk_name(const struct zcjitter_lab *lab, char *buf, size_t size)
{
	const char *slash = strrchr(lab->file, '/');

	snprintf(buf, size, "%.*s/.zcjitter-lab-%d", (int)(slash - lab->file), lab->file,
		(int)getpid());
}

static void
hog_cpu(const char *junk)
{
	(void)junk;
	for (volatile unsigned int n = 0;; n++)
		;
}

/* Writes that must reach the disk, beside the file that is played. */
static void
hog_disk(const char *junk)
{
	int fd = open(junk, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	char *block = calloc(1, BLOCK_BYTES);

	while (fd >= 0 && block) {
		for (size_t at = 0; at < JUNK_BYTES; at += BLOCK_BYTES)
			if (pwrite(fd, block, BLOCK_BYTES, (off_t)at) < 0)
				_exit(1);
		fdatasync(fd);
	}
	_exit(1);
}

/* Three quarters of what is free are touched again and again, so that caches have to go; never
 * so much that something would be killed. */
static void
hog_memory(const char *junk)
{
	size_t bytes = (size_t)sysconf(_SC_AVPHYS_PAGES) / 4 * 3 * PAGE_BYTES;
	volatile char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	(void)junk;
	while (at != MAP_FAILED) {
		for (size_t i = 0; i < bytes; i += PAGE_BYTES)
			at[i]++;
		madvise((void *)at, bytes, MADV_DONTNEED);
	}
	_exit(1);
}

static int
start(void (*hog)(const char *junk), const struct zcjitter_lab *lab, pid_t *pid)
{
	char junk[4200];

	junk_name(lab, junk, sizeof(junk));
	*pid = fork();
	if (*pid < 0)
		return -errno;
	if (!*pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		hog(junk);
	}
	return 0;
}

int
zcjitter_lab_load(const struct zcjitter_lab *lab, pid_t *hogs, struct zc_err *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int count = 0, r = 0;

	if (strstr(lab->loads, "memory"))
		r = start(hog_memory, lab, &hogs[count++]);
	if (!r && strstr(lab->loads, "disk"))
		r = start(hog_disk, lab, &hogs[count++]);
	for (long i = 0; !r && strstr(lab->loads, "cpu") && i < cpus && i < 64; i++)
		r = start(hog_cpu, lab, &hogs[count++]);
	if (!r)
		return count;
	zcjitter_lab_unload(lab, hogs, count - 1);
	return zc_fail(err, r, "a hog does not start: %s", strerror(-r));
}

void
zcjitter_lab_unload(const struct zcjitter_lab *lab, const pid_t *hogs, int count)
{
	char junk[4200];

	for (int i = 0; i < count; i++)
		kill(hogs[i], SIGKILL);
	for (int i = 0; i < count; i++)
		waitpid(hogs[i], NULL, 0);
	junk_name(lab, junk, sizeof(junk));
	unlink(junk);
}
