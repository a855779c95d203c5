/* Paths and reasons as text. Pure functions, any thread. */
#include "pipeline/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/fmt.h"

static const char *const path_names[ZC_PATH_COUNT] = {
	[ZC_PATH_NONE] = "none",
	[ZC_PATH_DIRECT] = "direct",
	[ZC_PATH_STAGED] = "staged",
	[ZC_PATH_DECODED] = "decoded",
};

static const char *const reason_codes[ZC_REASON_COUNT] = {
	[ZC_REASON_NONE] = "none",
	[ZC_REASON_DIRECT_FIXED] = "direct-fixed",
	[ZC_REASON_DIRECT_READ] = "direct-read",
	[ZC_REASON_NOT_PINNABLE] = "ring-not-pinnable",
	[ZC_REASON_RING_ALIASED] = "ring-aliased",
	[ZC_REASON_RING_BLOCKS] = "ring-not-whole-blocks",
	[ZC_REASON_PHASE_FILE] = "phase-of-file",
	[ZC_REASON_PHASE_JOINT] = "phase-at-joint",
	[ZC_REASON_NO_URING] = "no-io-uring",
	[ZC_REASON_NO_ODIRECT] = "no-o-direct",
	[ZC_REASON_READ_FAILED] = "read-failed",
	[ZC_REASON_CONFIG] = "configured",
	[ZC_REASON_CODEC] = "codec",
	[ZC_REASON_WIDENED] = "repacked",
	[ZC_REASON_BYTE_ORDER] = "byte-order",
	[ZC_REASON_FLOAT] = "float",
};

const char *
zc_path_name(enum zc_path p)
{
	return (unsigned int)p < ZC_PATH_COUNT ? path_names[p] : "none";
}

const char *
zc_reason_code(enum zc_reason r)
{
	return (unsigned int)r < ZC_REASON_COUNT ? reason_codes[r] : "none";
}

/* Unlike strerror, without a locale and a lock. */
static const char *
errno_name(int arg)
{
	const char *name = strerrorname_np(arg < 0 ? -arg : arg);

	return name ? name : "unknown error";
}

static const char *
pin_hint(int arg)
{
	switch (arg < 0 ? -arg : arg) {
	case EFAULT:
		return "the card's memory has no pages to pin; an IOMMU gives PCI cards some";
	case EINVAL:
	case EIO:
		return "the kernel refuses direct reads into it";
	case ENOMEM:
		return "raise the locked memory limit, LimitMEMLOCK";
	default:
		return "a direct read into it failed";
	}
}

char *
zc_reason_text(enum zc_reason r, int arg, const char *codec, char *buf)
{
	size_t max = ZC_REASON_TEXT_MAX;

	switch (r) {
	case ZC_REASON_DIRECT_FIXED:
		snprintf(buf, max, "pinnable ring, registered, %d-byte DIO", arg);
		break;
	case ZC_REASON_DIRECT_READ:
		snprintf(buf, max, "pinnable ring, %d-byte DIO", arg);
		break;
	case ZC_REASON_NOT_PINNABLE:
		snprintf(
			buf, max, "ring not pinnable (%s: %s)", errno_name(arg), pin_hint(arg));
		break;
	case ZC_REASON_RING_ALIASED:
		snprintf(
			buf, max, "every page of the card's ring is the same page (snd-dummy)");
		break;
	case ZC_REASON_RING_BLOCKS:
		snprintf(buf, max,
			"ring is not a whole number of %d-byte blocks, or fewer than four",
			arg);
		break;
	case ZC_REASON_PHASE_FILE:
		snprintf(buf, max,
			"samples start at byte %d, never in phase with the disk's blocks", arg);
		break;
	case ZC_REASON_PHASE_JOINT:
		snprintf(buf, max,
			"gapless joint is out of phase with the disk's %d-byte blocks", arg);
		break;
	case ZC_REASON_NO_URING:
		snprintf(buf, max, "io_uring disabled (%s), using pread", errno_name(arg));
		break;
	case ZC_REASON_NO_ODIRECT:
		snprintf(buf, max, "file system refuses O_DIRECT (%s), using the page cache",
			errno_name(arg));
		break;
	case ZC_REASON_READ_FAILED:
		snprintf(buf, max, "a direct read failed (%s)", errno_name(arg));
		break;
	case ZC_REASON_CONFIG:
		snprintf(buf, max, "the configuration allows no better path");
		break;
	case ZC_REASON_CODEC:
		snprintf(buf, max, "format %.64s", codec ? codec : "is compressed");
		break;
	case ZC_REASON_WIDENED:
		snprintf(buf, max, "%.48s%srepacked to the device's %s", codec ? codec : "",
			codec ? " " : "", zc_sample_name(arg));
		break;
	case ZC_REASON_BYTE_ORDER:
		snprintf(buf, max, "big-endian file, bytes swapped");
		break;
	case ZC_REASON_FLOAT:
		snprintf(buf, max, "float samples on an integer device, rounded");
		break;
	case ZC_REASON_NONE:
	case ZC_REASON_COUNT:
	default:
		snprintf(buf, max, "no reason");
		break;
	}
	return buf;
}
