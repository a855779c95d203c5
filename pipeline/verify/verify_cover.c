#include "pipeline/verify/verify_cover.h"

#include <string.h>

void
zc_cover_add(struct zc_cover *c, uint64_t first, uint64_t end)
{
	uint32_t i = 0, k;

	if (first >= end)
		return;
	while (i < c->runs && c->run[i].end < first)
		i++;
	/* Runs [i, k) touch the new one and are merged with it. */
	for (k = i; k < c->runs && c->run[k].first <= end; k++) {
		first = c->run[k].first < first ? c->run[k].first : first;
		end = c->run[k].end > end ? c->run[k].end : end;
	}
	if (i == k && c->runs == ZC_COVER_RUNS_MAX)
		return;
	memmove(&c->run[i + 1], &c->run[k], (c->runs - k) * sizeof(c->run[0]));
	c->runs = c->runs + 1 - (k - i);
	c->run[i].first = first;
	c->run[i].end = end;
}

uint64_t
zc_cover_total(const struct zc_cover *c)
{
	uint64_t frames = 0;

	for (uint32_t i = 0; i < c->runs; i++)
		frames += c->run[i].end - c->run[i].first;
	return frames;
}
