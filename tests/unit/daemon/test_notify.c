#include "tests/unit/unit.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/notify.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/fake_loop.h"

static bool engine_works;

static bool
alive(void *ctx)
{
	(void)ctx;
	return engine_works;
}

/* The socket of the service manager. */
static int
manager(const char *watchdog_us)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char name[64], pid[16];
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	snprintf(name, sizeof(name), "@zcaudiod-test-%d", (int)getpid());
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	memcpy(a.sun_path + 1, name + 1, strlen(name) - 1);
	CU_ASSERT_EQUAL_FATAL(
		bind(fd, (struct sockaddr *)&a,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
		0);
	setenv("NOTIFY_SOCKET", name, 1);
	setenv("WATCHDOG_PID", pid, 1);
	setenv("WATCHDOG_USEC", watchdog_us, 1);
	return fd;
}

static const char *
received(int fd)
{
	static char text[256];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
says_ready_reloading_and_stopping(void)
{
	int fd = manager("0");

	zc_notify_ready("all is well");
	CU_ASSERT_STRING_EQUAL(received(fd), "READY=1\nSTATUS=all is well");
	fake_reset();
	zc_notify_reloading();
	CU_ASSERT_STRING_EQUAL(received(fd), "RELOADING=1\nMONOTONIC_USEC=1000000");
	zc_notify_stopping();
	CU_ASSERT_STRING_EQUAL(received(fd), "STOPPING=1");
	close(fd);
}

static struct zc_notify *
start(void)
{
	struct zc_notify *n;
	struct zc_err err;

	fake_reset();
	engine_works = true;
	n = zc_notify_new(fake_loop(), alive, NULL, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	return n;
}

static void
pings_only_while_the_engine_works(void)
{
	int fd = manager("30000000");
	struct zc_notify *n = start();

	CU_ASSERT_STRING_EQUAL(received(fd), "WATCHDOG=1");
	fake_loop_pass(9);
	CU_ASSERT_STRING_EQUAL(received(fd), "");
	fake_loop_pass(1);
	CU_ASSERT_STRING_EQUAL(received(fd), "WATCHDOG=1");
	engine_works = false;
	fake_loop_pass(10);
	fake_loop_pass(10);
	CU_ASSERT_STRING_EQUAL(received(fd), "");
	engine_works = true;
	fake_loop_pass(10);
	CU_ASSERT_STRING_EQUAL(received(fd), "WATCHDOG=1");
	zc_notify_free(n);
	fake_loop_pass(10);
	CU_ASSERT_STRING_EQUAL(received(fd), "");
	close(fd);
}

static void
nobody_asked_for_a_watchdog(void)
{
	int fd = manager("0");
	struct zc_notify *n = start();

	fake_loop_pass(1000);
	CU_ASSERT_STRING_EQUAL(received(fd), "");
	zc_notify_free(n);
	close(fd);
}

ZC_UNIT_MAIN("notify",
	{ "says ready, reloading and stopping", says_ready_reloading_and_stopping },
	{ "pings only while the engine works", pings_only_while_the_engine_works },
	{ "nobody asked for a watchdog", nobody_asked_for_a_watchdog })
