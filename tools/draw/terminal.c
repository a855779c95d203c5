#include "tools/draw/terminal.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80
#define ROWS_DEFAULT 24

void
zc_terminal_size(size_t *columns, size_t *rows)
{
	struct winsize w;
	bool known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);

	*columns = known && w.ws_col ? w.ws_col : COLUMNS_DEFAULT;
	*rows = known && w.ws_row ? w.ws_row : ROWS_DEFAULT;
}

/* Each line overwrites the previous one, so that nothing flickers. */
static void
put_page(const char *page)
{
	const char *end;

	fputs("\033[H", stdout);
	for (; (end = strchr(page, '\n')); page = end + 1)
		printf("%.*s\033[K\n", (int)(end - page), page);
	fputs("\033[J", stdout);
}

bool
zc_terminal_draw(const struct zc_draw_data *data, bool first)
{
	struct zc_draw d = { .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8") };
	char *page = NULL;
	size_t bytes;
	bool drawn;

	zc_terminal_size(&d.columns, &d.rows);
	/* The last column and line stay free, or the terminal might scroll. */
	d.columns--;
	d.rows--;
	d.out = open_memstream(&page, &bytes);
	if (!d.out)
		return false;
	zc_draw_page(&d, data);
	drawn = !fclose(d.out);
	if (drawn && first)
		fputs("\033[2J", stdout);
	if (drawn)
		put_page(page);
	free(page);
	return drawn;
}
