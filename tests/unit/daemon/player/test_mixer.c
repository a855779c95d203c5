/* The volume on the loop, with a fake card that the test plugs in and out. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "daemon/base/loop.h"
#include "daemon/player/mixer.h"
#include "pipeline/mixer_alsa.h"

struct zc_mixer_alsa {
	int fd; /* owned; an eventfd, readable after the card changed */
	int volume;
};

static struct {
	bool plugged, has_volume;
	int opened; /* how many times opening was tried */
	struct zc_mixer_alsa *open;
} card;

struct zc_mixer_alsa *
zc_mixer_alsa_open(const char *device, const char *control, struct zc_err *err)
{
	struct zc_mixer_alsa *m;

	(void)control;
	card.opened++;
	if (!card.plugged || !card.has_volume) {
		zc_fail(err, card.plugged ? -ENOENT : -ENODEV, "%s: none", device);
		return NULL;
	}
	m = calloc(1, sizeof(*m));
	CU_ASSERT_PTR_NOT_NULL_FATAL(m);
	m->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	m->volume = 70;
	card.open = m;
	return m;
}

void
zc_mixer_alsa_free(struct zc_mixer_alsa *m)
{
	if (!m)
		return;
	close(m->fd);
	card.open = NULL;
	free(m);
}

const char *
zc_mixer_alsa_name(const struct zc_mixer_alsa *m)
{
	(void)m;
	return "PCM";
}

int
zc_mixer_alsa_get(struct zc_mixer_alsa *m)
{
	return card.plugged ? m->volume : -ENODEV;
}

int
zc_mixer_alsa_set(struct zc_mixer_alsa *m, int volume)
{
	m->volume = volume;
	return card.plugged ? 0 : -ENODEV;
}

int
zc_mixer_alsa_fd(const struct zc_mixer_alsa *m)
{
	return m->fd;
}

int
zc_mixer_alsa_handle(struct zc_mixer_alsa *m)
{
	eventfd_t n;

	eventfd_read(m->fd, &n);
	return card.plugged ? 1 : -ENODEV;
}

static struct zc_loop *loop;
static struct zc_mixer *mixer;
static int changes;

static void
changed(void *ctx)
{
	changes++;
	zc_loop_quit(ctx);
}

static void
begin(bool has_volume)
{
	memset(&card, 0, sizeof(card));
	card.plugged = true;
	card.has_volume = has_volume;
	changes = 0;
	loop = zc_loop_new();
	mixer = zc_mixer_new(loop, "auto", changed, loop);
	CU_ASSERT_PTR_NOT_NULL_FATAL(mixer);
	zc_mixer_attach(mixer, "hw:CARD=U,DEV=0");
}

static void
end(void)
{
	zc_mixer_free(mixer);
	CU_ASSERT_PTR_NULL(card.open);
	zc_loop_free(loop);
}

static void
plugged_out_and_in(void)
{
	begin(true);
	CU_ASSERT_EQUAL(zc_mixer_get(mixer), 70);
	card.plugged = false;
	eventfd_write(card.open->fd, 1);
	CU_ASSERT_EQUAL(zc_loop_run(loop), 0);
	CU_ASSERT_EQUAL(changes, 1);
	CU_ASSERT_EQUAL(zc_mixer_get(mixer), -ENOENT);
	/* The device is reported lost, then looked for. */
	CU_ASSERT_FALSE(zc_mixer_renew(mixer));
	CU_ASSERT_EQUAL(zc_mixer_set(mixer, 50, NULL), -ENODEV);
	card.plugged = true;
	CU_ASSERT(zc_mixer_renew(mixer));
	CU_ASSERT_FALSE(zc_mixer_renew(mixer));
	CU_ASSERT_EQUAL(zc_mixer_get(mixer), 70);
	CU_ASSERT_EQUAL(zc_mixer_set(mixer, 50, NULL), 0);
	/* Changes by other programs are reported again. */
	eventfd_write(card.open->fd, 1);
	CU_ASSERT_EQUAL(zc_loop_run(loop), 0);
	CU_ASSERT_EQUAL(changes, 2);
	end();
}

static void
asked_once_for_a_card_without_volume(void)
{
	struct zc_err err;

	begin(false);
	for (int i = 0; i < 5; i++) {
		zc_mixer_attach(mixer, "hw:CARD=U,DEV=0");
		CU_ASSERT_EQUAL(zc_mixer_get(mixer), -ENOENT);
	}
	CU_ASSERT_EQUAL(card.opened, 1);
	CU_ASSERT_EQUAL(zc_mixer_set(mixer, 50, &err), -ENOENT);
	CU_ASSERT_STRING_EQUAL(err.text, "No mixer: hw:CARD=U,DEV=0: none");
	end();
}

ZC_UNIT_MAIN("mixer", { "plugged out and in", plugged_out_and_in },
	{ "asked once for a card without volume", asked_once_for_a_card_without_volume })
