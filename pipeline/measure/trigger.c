#include "pipeline/trigger.h"

#include <stddef.h>

#include "pipeline/wake_hist.h"

enum zc_trigger
zc_trigger_of(const struct zc_wake *w, int64_t late_ns)
{
	if (w->flags & ZC_WAKE_LOST)
		return ZC_TRIGGER_LOST;
	if (w->flags & ZC_WAKE_XRUN)
		return ZC_TRIGGER_XRUN;
	if (!(w->flags & ZC_WAKE_RUNNING))
		return ZC_TRIGGER_NONE;
	if (w->faults_major || w->faults_minor)
		return ZC_TRIGGER_FAULT;
	return late_ns && zc_wake_figure_ns(ZC_KIND_LATE, NULL, w) > late_ns ? ZC_TRIGGER_LATE
									     : ZC_TRIGGER_NONE;
}
