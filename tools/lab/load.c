#include "tools/lab/load.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/lab/process.h"

#define JUNK_BYTES (8u << 20)
#define BLOCK_BYTES (256u << 10)
#define PAGE_BYTES 4096u

static void
junk_name(const char *file, char *buf, size_t size)
{
	const char *slash = strrchr(file, '/');

	snprintf(buf, size, "%.*s/.zcjitter-lab-%d", (int)(slash - file), file, (int)getpid());
}

static void
hog_cpu(const char *junk)
{
	(void)junk;
	for (volatile unsigned int n = 0;; n++)
		;
}

/* Writes that must reach the disk, in the folder of the file that is played. */
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

/* Touches three quarters of the free memory again and again, so that caches have to go; never
 * so much that the kernel would kill something. */
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
start(void (*hog)(const char *junk), const char *junk, struct zc_lab_load *load)
{
	pid_t pid = zc_lab_process_fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		hog(junk);
	load->pid[load->count++] = pid;
	return 0;
}

int
zc_lab_load_start(
	struct zc_lab_load *load, const char *kinds, const char *file, struct zc_err *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int r = 0;

	load->count = 0;
	junk_name(file, load->junk, sizeof(load->junk));
	if (strstr(kinds, "memory"))
		r = start(hog_memory, load->junk, load);
	if (!r && strstr(kinds, "disk"))
		r = start(hog_disk, load->junk, load);
	for (long i = 0; !r && strstr(kinds, "cpu") && i < cpus && i < ZC_LAB_LOAD_CPUS_MAX;
		i++)
		r = start(hog_cpu, load->junk, load);
	if (!r)
		return 0;
	zc_lab_load_stop(load);
	return zc_fail(err, r, "a process for the load does not start: %s", strerror(-r));
}

void
zc_lab_load_stop(struct zc_lab_load *load)
{
	for (int i = 0; i < load->count; i++)
		kill(load->pid[i], SIGKILL);
	for (int i = 0; i < load->count; i++)
		zc_lab_process_wait(load->pid[i]);
	unlink(load->junk);
	load->count = 0;
}
