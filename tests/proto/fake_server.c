/* A server that follows a script: fake_server SOCKET SCRIPT. It sends the text of each line
 * "> text"; for each "< text" it reads a line, which must begin with that text. It serves one
 * client, closes the connection at the script's end, and exits with 0 if all lines matched. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Renames the socket after listen, since a client that connects between bind and listen would be
 * refused. */
static int
listen_at(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || (size_t)snprintf(a.sun_path, sizeof(a.sun_path), "%s.new", path) >=
			      sizeof(a.sun_path))
		return -1;
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 1) ||
		rename(a.sun_path, path))
		return -1;
	return fd;
}

static int
converse(FILE *script, FILE *client)
{
	char step[512], line[512];

	while (fgets(step, sizeof(step), script)) {
		step[strcspn(step, "\n")] = 0;
		if (!strncmp(step, "> ", 2)) {
			fprintf(client, "%s\n", step + 2);
			fflush(client);
		} else if (!strncmp(step, "< ", 2)) {
			if (!fgets(line, sizeof(line), client) ||
				strncmp(line, step + 2, strlen(step + 2)) != 0) {
				fprintf(stderr, "expected: %s\n", step + 2);
				return 1;
			}
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	FILE *script = argc == 3 ? fopen(argv[2], "re") : NULL, *client;
	int fd = script ? listen_at(argv[1]) : -1, peer, r;

	if (fd < 0) {
		perror("fake_server");
		return 2;
	}
	peer = accept(fd, NULL, NULL);
	client = peer < 0 ? NULL : fdopen(peer, "r+e");
	if (!client) {
		perror("fake_server");
		return 2;
	}
	r = converse(script, client);
	fclose(client);
	fclose(script);
	close(fd);
	unlink(argv[1]);
	return r;
}
