/* A report as text. */
#include "tools/report/forms.h"
#include "tools/report/sections.h"

void
zcjitter_text(const struct zcjitter_run *run, FILE *out)
{
	struct zcjitter_table t;
	const char *key;
	json_t *group;

	zcjitter_tab_recording(run, &t);
	zcjitter_table_put(&t, out);
	if (run->count.wakeups) {
		zcjitter_tab_figures(run, &t);
		zcjitter_table_put(&t, out);
		zcjitter_tab_margin(run, &t);
		zcjitter_table_put(&t, out);
		zcjitter_tab_counters(run, &t);
		zcjitter_table_put(&t, out);
	}
	zcjitter_tab_incidents(run, &t);
	zcjitter_table_put(&t, out);
	for (size_t i = 0; i < json_array_size(run->tracks); i++) {
		zcjitter_tab_track(run, i, &t);
		zcjitter_table_put(&t, out);
	}
	json_object_foreach(run->meta, key, group) if (json_is_object(group))
	{
		zcjitter_tab_group(key, group, &t);
		zcjitter_table_put(&t, out);
	}
}
