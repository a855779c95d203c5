/* A server for squeezelite: `slim FILE` makes the first player that connects play one sound file,
 * and runs until it is killed. It speaks the few messages of SlimProto that this takes.
 *
 * A message to the player is its length in two bytes, four letters and the rest; "strm s" makes
 * it fetch a stream by HTTP. A player that gets no message for half a minute gives the server
 * up. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONTROL_PORT 3483
#define STREAM_PORT 9000
#define TALK_MS 5000

static const char request[] = "GET /stream HTTP/1.0\r\n\r\n";
static const char answer[] = "HTTP/1.0 200 OK\r\nContent-Type: audio/x-wav\r\n\r\n";

static void
give_up(const char *action)
{
	perror(action);
	exit(EXIT_FAILURE);
}

static int
listen_on(uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 1) < 0)
		give_up("slim: listen");
	return fd;
}

/* Sends "strm" with this command; sets only the fields that a start needs. */
static void
send_strm(int fd, char command)
{
	char message[2 + 4 + 24 + sizeof(request)] = { 0 };
	size_t bytes = 4 + 24;
	uint16_t number;

	memcpy(message + 2, "strm", 4);
	message[6] = command;
	message[7] = '1'; /* starts by itself once its buffer is full enough */
	message[8] = 'p'; /* PCM; squeezelite -W reads the format from the header */
	memset(message + 9, '?', 4);
	message[13] = 20; /* full enough: so many KiB */
	number = htons(STREAM_PORT);
	memcpy(message + 24, &number, 2);
	if (command == 's') {
		memcpy(message + 2 + bytes, request, sizeof(request) - 1);
		bytes += sizeof(request) - 1;
	}
	number = htons((uint16_t)bytes);
	memcpy(message, &number, 2);
	if (send(fd, message, 2 + bytes, MSG_NOSIGNAL) < 0)
		give_up("slim: send");
}

static void
serve(int listener, FILE *file)
{
	int fd = accept(listener, NULL, NULL);
	char block[65536];
	size_t got = strlen(answer);

	if (fd < 0 || recv(fd, block, sizeof(block), 0) <= 0)
		give_up("slim: stream");
	memcpy(block, answer, got);
	do {
		for (size_t at = 0; at < got;) {
			ssize_t sent = send(fd, block + at, got - at, MSG_NOSIGNAL);

			if (sent < 0)
				give_up("slim: stream");
			at += (size_t)sent;
		}
	} while ((got = fread(block, 1, sizeof(block), file)) > 0);
	/* Wait until the player closes the connection. */
	while (recv(fd, block, sizeof(block), 0) > 0)
		;
}

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	int control = listen_on(CONTROL_PORT), stream = listen_on(STREAM_PORT);
	char message[4096];
	struct pollfd player;

	if (!file) {
		fprintf(stderr, "usage: slim FILE\n");
		return 2;
	}
	player = (struct pollfd){ .fd = accept(control, NULL, NULL), .events = POLLIN };
	if (player.fd < 0 || recv(player.fd, message, sizeof(message), 0) <= 0)
		give_up("slim: player");
	signal(SIGCHLD, SIG_IGN);
	close(control);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		serve(stream, file);
		return EXIT_SUCCESS;
	}
	close(stream);
	send_strm(player.fd, 's');
	for (;;) {
		if (poll(&player, 1, TALK_MS) == 0)
			send_strm(player.fd, 't');
		else if (recv(player.fd, message, sizeof(message), 0) <= 0)
			return EXIT_SUCCESS;
	}
}
