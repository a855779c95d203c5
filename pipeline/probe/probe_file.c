/* A file and its file system, tried by one real O_DIRECT read. */
#include "pipeline/probe.h"

#include <errno.h>
#include <liburing.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

#include "pipeline/base/file.h"
#include "pipeline/sink/probe_read.h"

static const char *
file_system_name(int fd)
{
	static const struct {
		long type;
		const char *name;
	} names[] = { { EXT4_SUPER_MAGIC, "ext4" }, { XFS_SUPER_MAGIC, "xfs" },
		{ BTRFS_SUPER_MAGIC, "btrfs" }, { F2FS_SUPER_MAGIC, "f2fs" },
		{ TMPFS_MAGIC, "tmpfs" }, { RAMFS_MAGIC, "ramfs" },
		{ OVERLAYFS_SUPER_MAGIC, "overlay" }, { NFS_SUPER_MAGIC, "nfs" },
		{ FUSE_SUPER_MAGIC, "fuse" }, { MSDOS_SUPER_MAGIC, "vfat" },
		{ EXFAT_SUPER_MAGIC, "exfat" }, { SQUASHFS_MAGIC, "squashfs" },
		{ ISOFS_SUPER_MAGIC, "iso9660" }, { V9FS_MAGIC, "9p" }, { 0xff534d42, "cifs" },
		{ 0x2fc12fc1, "zfs" }, { 0x7366746e, "ntfs3" } };
	struct statfs s;

	if (fstatfs(fd, &s))
		return "unknown";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((unsigned long)names[i].type == (unsigned long)s.f_type)
			return names[i].name;
	return "other";
}

/* A file below one block gives what it has, and no error. */
static int
read_block(const struct zc_file *f, void *block)
{
	struct io_uring ring;
	int r = io_uring_queue_init(1, &ring, 0);

	if (r)
		return r;
	r = zc_probe_read(&ring, f->fd, block, f->off_align, false);
	io_uring_queue_exit(&ring);
	return r;
}

int
zc_probe_file(struct zc_checks *c, const char *path, struct zc_err *err)
{
	struct zc_file f;
	const char *name;
	void *block = NULL;
	int r = zc_file_open(&f, path, err);

	if (r)
		goto out;
	name = file_system_name(f.fd);
	zc_checks_add(c, "file_system", ZC_CHECK_INFO, NULL, "%s", name);
	if (f.direct_errno) {
		zc_checks_add(c, "direct_read", ZC_CHECK_MISSING,
			"keep the file on a disk with ext4, xfs, btrfs or f2fs",
			"O_DIRECT is refused: %s", strerror(f.direct_errno));
		goto out;
	}
	block = aligned_alloc(4096, f.off_align > 4096 ? f.off_align : 4096);
	if (!block) {
		r = zc_fail(err, -ENOMEM, "%s: out of memory", path);
		goto out;
	}
	r = read_block(&f, block);
	if (r < 0)
		zc_checks_add(c, "direct_read", ZC_CHECK_MISSING,
			"keep the file on a disk with ext4, xfs, btrfs or f2fs; if io_uring is "
			"missing, "
			"that comes first",
			"one block by O_DIRECT: %s", strerror(-r));
	else
		zc_checks_add(
			c, "direct_read", ZC_CHECK_OK, NULL, "one block by O_DIRECT: works");
	zc_checks_add(c, "alignment", ZC_CHECK_INFO, NULL, "memory %u bytes, offset %u bytes",
		f.mem_align, f.off_align);
	r = 0;
out:
	free(block);
	zc_file_close(&f);
	return r;
}
