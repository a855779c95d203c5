#include "tools/lab/process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* Finds the program beside this one; else only its name, for $PATH. */
static void
find_program(const char *name, char *buf, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n > 0) {
		self[n] = '\0';
		snprintf(buf, size, "%s/%s", dirname(self), name);
		if (!access(buf, X_OK))
			return;
	}
	snprintf(buf, size, "%s", name);
}

pid_t
zc_lab_process_fork(void)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* Ctrl-C is for the laboratory, which stops its players in order. */
		setpgid(0, 0);
	}
	return pid;
}

int
zc_lab_process_start(char *const *argv, const char *log, pid_t *pid)
{
	char program[PATH_MAX];
	int e = 0, ends[2];
	ssize_t n;

	find_program(argv[0], program, sizeof(program));
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	*pid = zc_lab_process_fork();
	if (*pid < 0) {
		e = errno;
	} else if (!*pid) {
		if (!log ||
			(freopen(log, "we", stdout) && dup2(STDOUT_FILENO, STDERR_FILENO) >= 0))
			execvp(program, argv);
		e = errno;
		/* A successful exec closes the pipe with nothing written. */
		n = write(ends[1], &e, sizeof(e));
		_exit(n == sizeof(e) ? 127 : 126);
	}
	close(ends[1]);
	if (*pid > 0 && read(ends[0], &e, sizeof(e)) == sizeof(e))
		zc_lab_process_wait(*pid);
	close(ends[0]);
	return -e;
}

int
zc_lab_process_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
zc_lab_process_stop(pid_t pid, int signal)
{
	kill(pid, signal);
	zc_lab_process_wait(pid);
}

int
zc_lab_process_failed(const char *name, const char *log, struct zc_err *err)
{
	FILE *f = fopen(log, "re");
	char line[256] = "it printed no error";

	while (f && fgets(line, sizeof(line), f))
		;
	if (f)
		fclose(f);
	line[strcspn(line, "\n")] = '\0';
	return zc_fail(err, -EIO, "%s: %s", name, line);
}

int
zc_lab_folder_make(char folder[ZC_LAB_FOLDER_MAX], struct zc_err *err)
{
	static const char *const parents[] = { "/dev/shm", "/run", "/tmp" };
	struct statfs fs;

	for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++) {
		if (statfs(parents[i], &fs) || fs.f_type != TMPFS_MAGIC)
			continue;
		snprintf(folder, ZC_LAB_FOLDER_MAX, "%s/zcjitter-%d-XXXXXX", parents[i],
			(int)getpid());
		if (mkdtemp(folder))
			return 0;
	}
	*folder = '\0';
	return zc_fail(err, -EROFS,
		"none of /dev/shm, /run and /tmp is a tmpfs that can be written; "
		"a measurement area needs one");
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
zc_lab_folder_remove(const char *folder)
{
	if (*folder)
		nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
