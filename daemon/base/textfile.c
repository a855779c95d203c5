/* Opens text files. Opening or reading a FIFO would block the control thread and with it every
 * client, and a device like /dev/zero has no end. */
#include "daemon/base/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *
zc_textfile_open(const char *path, struct zc_err *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r = 0;
	struct stat st;
	FILE *f = NULL;

	if (fd < 0 || fstat(fd, &st) < 0)
		r = zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	else if (S_ISDIR(st.st_mode))
		r = zc_fail(err, -EISDIR, "%s: %s", path, strerror(EISDIR));
	else if (!S_ISREG(st.st_mode))
		r = zc_fail(err, -EINVAL, "%s: not a regular file", path);
	else if (!(f = fdopen(fd, "r")))
		r = zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	if (r && fd >= 0)
		close(fd);
	return f;
}
