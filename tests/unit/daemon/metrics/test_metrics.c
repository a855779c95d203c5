/* The metrics as Prometheus reads them: the syntax of every line, the counts in the buckets, and
 * the HTTP endpoint. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pipeline/area.h"
#include "config.h"
#include "daemon/metrics/http.h"
#include "daemon/incident/incident.h"
#include "daemon/base/loop.h"
#include "daemon/metrics/metrics.h"
#include "daemon/player/player.h"
#include "daemon/queue/queue.h"

#define MS INT64_C(1000000)
#define TEXT_MAX 65536
#define CLIENTS 40

static struct zc_area area;
static struct zc_metrics_sources sources;
static struct zc_loop *loop;
static struct zc_queue *queue;
static struct zc_incidents *incidents;
static char text[TEXT_MAX];

static void
changed(void *ctx, unsigned int bits)
{
	(void)ctx, (void)bits;
}

static void
setup(void)
{
	const struct zc_incidents_conf ic = { .keep = 1, .wakes = 4 };
	struct zc_player_conf pc = { .changed = changed };

	memset(&area, 0, sizeof(area));
	loop = zc_loop_new();
	sources = (struct zc_metrics_sources){ .area = &area };
	queue = zc_queue_new();
	incidents = zc_incidents_new(loop, &area, &ic, NULL);
	sources.queue = queue;
	sources.player = zc_player_new(loop, NULL, queue, &pc, NULL);
	sources.incidents = incidents;
}

static void
teardown(void)
{
	zc_incidents_free(incidents);
	zc_player_free(sources.player);
	zc_queue_free(queue);
	zc_loop_free(loop);
}

static void
write_text(void)
{
	struct zc_buf b = { 0 };

	zc_metrics_write(&sources, &b);
	CU_ASSERT_FATAL(!b.failed && b.len < sizeof(text));
	memcpy(text, zc_buf_bytes(&b), b.len);
	text[b.len] = '\0';
	zc_buf_free(&b);
}

/* The value of the sample with this name and labels; -1 if there is none. */
static double
sample(const char *name)
{
	size_t len = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == ' ')
			return strtod(line + len, NULL);
	}
	return -1;
}

static bool
matches(const char *pattern, const char *line)
{
	regex_t re;
	bool is;

	CU_ASSERT_EQUAL_FATAL(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	is = !regexec(&re, line, 0, NULL, 0);
	regfree(&re);
	return is;
}

/* Source: Prometheus, "Exposition formats", and "Metric and label naming". */
static void
every_line_has_the_syntax(void)
{
	char family[128] = "", type[32] = "", families[8192] = "", copy[TEXT_MAX];
	char *save = NULL;
	int samples = 0;

	setup();
	write_text();
	CU_ASSERT_EQUAL(text[strlen(text) - 1], '\n');
	strcpy(copy, text);
	for (char *l = strtok_r(copy, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		char name[130], help[160];

		if (sscanf(l, "# HELP %127s %150[^\n]", name, help) == 2) {
			/* The lines of a family are together. */
			CU_ASSERT_EQUAL(help[strlen(help) - 1], '.');
			strcpy(family, name);
			strcat(name, "\n");
			CU_ASSERT_PTR_NULL(strstr(families, name));
			strcat(families, name);
			continue;
		}
		if (sscanf(l, "# TYPE %127s %31s", name, type) == 2) {
			CU_ASSERT_STRING_EQUAL(name, family);
			CU_ASSERT(matches("^(counter|gauge|histogram)$", type));
			CU_ASSERT_EQUAL(!strcmp(type, "counter"), matches("_total$", name));
			continue;
		}
		samples++;
		CU_ASSERT(matches("^zcaudiod_[a-z_]+(\\{[a-z]+=\"([^\"\\\\\n]|\\\\.)*\""
				  "(,[a-z]+=\"([^\"\\\\\n]|\\\\.)*\")*\\})? "
				  "-?[0-9]+(\\.[0-9]+)?(e[-+][0-9]+)?$",
			l));
		CU_ASSERT(!strncmp(l, family, strlen(family)));
		if (!strcmp(type, "histogram"))
			CU_ASSERT(matches("_(bucket\\{le=\"[^\"]+\"\\}|sum|count) ", l));
	}
	CU_ASSERT(samples > 100);
	teardown();
}

static void
buckets_count(void)
{
	const char *const name = "zcaudiod_wake_latency_seconds";
	struct zc_hist *h;
	char bucket[128];
	double before = 0;

	setup();
	h = &area.hists.of[ZC_KIND_LATE];
	zc_hist_add(h, 1000, 1);
	zc_hist_add(h, 1023, 1);
	zc_hist_add(h, 1024, 1);
	zc_hist_add(h, 5 * MS, 1);
	zc_hist_add(h, 3600 * 1000 * MS, 1);
	write_text();
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_bucket{le=\"1.024e-06\"}"), 2);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_bucket{le=\"2.048e-06\"}"), 3);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_bucket{le=\"0.004194304\"}"), 3);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_bucket{le=\"0.008388608\"}"), 4);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_bucket{le=\"+Inf\"}"), 5);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_seconds_count"), 5);
	CU_ASSERT(sample("zcaudiod_wake_latency_seconds_sum") > 3600);
	CU_ASSERT_EQUAL(sample("zcaudiod_wake_latency_max_seconds"), 3600);
	for (int power = 10; power <= 34; power++) {
		snprintf(bucket, sizeof(bucket), "%s_bucket{le=\"%.9g\"}", name,
			(double)(UINT64_C(1) << power) / 1e9);
		CU_ASSERT(sample(bucket) >= before);
		before = sample(bucket);
	}
	teardown();
}

static void
state_threads_and_incidents(void)
{
	setup();
	atomic_store(&area.filler.faults_major, 7);
	write_text();
	CU_ASSERT_EQUAL(
		sample("zcaudiod_page_faults_total{thread=\"filler\",kind=\"major\"}"), 7);
	CU_ASSERT_EQUAL(sample("zcaudiod_state{state=\"stopped\"}"), 1);
	CU_ASSERT_EQUAL(sample("zcaudiod_state{state=\"playing\"}"), 0);
	CU_ASSERT_EQUAL(sample("zcaudiod_incidents_total{verdict=\"disk-late\"}"), 0);
	CU_ASSERT_EQUAL(sample("zcaudiod_receipts_total{receipt=\"failed\"}"), 0);
	CU_ASSERT_EQUAL(sample("zcaudiod_build_info{version=\"" PACKAGE_VERSION "\"}"), 1);
	CU_ASSERT_EQUAL(sample("zcaudiod_queue_songs"), 0);
	teardown();
}

#ifdef HAVE_MICROHTTPD

static struct zc_http *http;
static bool timed_out;

static void
out_of_patience(void *ctx)
{
	timed_out = true;
	zc_loop_quit(ctx);
}

static int
connected(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)zc_http_port(http)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT(connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 || errno == EINPROGRESS);
	return fd;
}

static size_t got;

static void
received(void *ctx, int fd, uint32_t events)
{
	ssize_t n;

	(void)events;
	while ((n = recv(fd, text + got, sizeof(text) - 1 - got, 0)) > 0)
		got += (size_t)n;
	text[got] = '\0';
	if (!n)
		zc_loop_quit(ctx);
}

/* The whole answer, which is in `text`. */
static const char *
ask(const char *request)
{
	int fd = connected();
	struct zc_watch *w = zc_watch_add(loop, fd, EPOLLIN, received, loop);
	struct zc_timer *patience = zc_timer_new(loop, out_of_patience, loop);

	got = 0;
	timed_out = false;
	zc_timer_set(patience, zc_loop_now_ns() + 20000 * MS);
	CU_ASSERT_EQUAL(
		send(fd, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
	zc_loop_run(loop);
	CU_ASSERT_FALSE(timed_out);
	zc_timer_free(patience);
	zc_watch_del(w);
	close(fd);
	return text;
}

static bool
answers(const char *request, const char *status)
{
	return !strncmp(ask(request), status, strlen(status));
}

#define GET "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void
serve(void)
{
	struct zc_err err;

	setup();
	http = zc_http_new(loop, &sources, "127.0.0.1", 0, &err);
	CU_ASSERT_FATAL(http != NULL);
}

static void
endpoint_serves_the_text(void)
{
	serve();
	CU_ASSERT(answers(GET, "HTTP/1.1 200 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Content-Type: text/plain; version=0.0.4"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\n\r\n# HELP "));
	CU_ASSERT_EQUAL(sample("zcaudiod_state{state=\"stopped\"}"), 1);
	CU_ASSERT(answers("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 200 "));
	CU_ASSERT_PTR_NULL(strstr(text, "# HELP"));
	CU_ASSERT(answers(
		"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 404 "));
	CU_ASSERT(answers("DELETE /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 405 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Allow: GET, HEAD\r\n"));
	CU_ASSERT(
		answers("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
			"HTTP/1.1 405 "));
	CU_ASSERT(answers("what is this\r\n\r\n", "HTTP/1."));
	CU_ASSERT(matches("^HTTP/1\\.[01] (400|505) ", text));
	zc_http_free(http);
	teardown();
}

static void
end_turn(void *ctx)
{
	zc_loop_quit(ctx);
}

/* More clients than allowed connect, send half a request or nothing, and stay. */
static void
idle_clients_do_not_block_the_endpoint(void)
{
	struct zc_timer *turn;
	int fd[CLIENTS];

	serve();
	turn = zc_timer_new(loop, end_turn, loop);
	for (int i = 0; i < CLIENTS; i++) {
		fd[i] = connected();
		if (i % 2)
			CU_ASSERT(send(fd[i], "GET /met", 8, MSG_NOSIGNAL) != 0);
		zc_timer_set(turn, zc_loop_now_ns() + MS);
		zc_loop_run(loop);
	}
	/* When they leave, the next one is served. */
	for (int i = 0; i < CLIENTS; i++)
		close(fd[i]);
	CU_ASSERT(answers(GET, "HTTP/1.1 200 "));
	zc_timer_free(turn);
	zc_http_free(http);
	teardown();
}

static void
a_taken_port_is_named(void)
{
	struct zc_err err;
	char port[32];

	serve();
	CU_ASSERT_PTR_NULL(zc_http_new(loop, &sources, "127.0.0.1", zc_http_port(http), &err));
	CU_ASSERT_EQUAL(err.code, -EADDRINUSE);
	snprintf(port, sizeof(port), "port %u", zc_http_port(http));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, port));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "metrics_port"));
	CU_ASSERT_PTR_NULL(zc_http_new(loop, &sources, "localhost", 0, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "127.0.0.1 or ::1"));
	zc_http_free(http);
	teardown();
}

#else

static void
without_the_library_it_says_so(void)
{
	struct zc_err err;

	CU_ASSERT_PTR_NULL(zc_http_new(NULL, &sources, "127.0.0.1", 9471, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "built without libmicrohttpd"));
}

#endif

ZC_UNIT_MAIN("metrics", { "every line has the syntax", every_line_has_the_syntax },
	{ "buckets count", buckets_count },
	{ "state, threads and incidents", state_threads_and_incidents },
#ifdef HAVE_MICROHTTPD
	{ "the endpoint", endpoint_serves_the_text },
	{ "idle clients", idle_clients_do_not_block_the_endpoint },
	{ "a taken port", a_taken_port_is_named }
#else
	{ "no endpoint", without_the_library_it_says_so }
#endif
)
