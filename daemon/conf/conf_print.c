/* Prints the commented configuration out of the table of keys. */
#include <string.h>

#include "daemon/conf/conf.h"
#include "daemon/conf/conf_keys.h"

void
zc_conf_print(FILE *out)
{
	fputs("# zcaudiod's configuration. Every key is here with its default; take the # away "
	      "to\n"
	      "# change one. Comments are lines of their own.\n",
		out);
	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		const char *line = k->about;

		if (k->group)
			fprintf(out, "\n# %s\n# %.*s\n", k->group, (int)strlen(k->group),
				"----------------------------------------");
		fputc('\n', out);
		while (*line) {
			size_t len = strcspn(line, "\n");

			fprintf(out, "# %.*s\n", (int)len, line);
			line += len + 1;
		}
		fprintf(out, "#%s =%s%s\n", k->name, *k->initial ? " " : "", k->initial);
	}
}

/* One line as text of mdoc: nothing in it is a macro or an escape, and each sentence begins a
 * line of its own. */
static void
print_mdoc_line(FILE *out, const char *line, size_t len)
{
	if (len && (*line == '.' || *line == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < len; i++)
		if (line[i] == '\\')
			fputs("\\e", out);
		else if (line[i] == ' ' && i && line[i - 1] == '.')
			fputc('\n', out);
		else
			fputc(line[i], out);
	fputc('\n', out);
}

void
zc_conf_print_mdoc(FILE *out)
{
	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		const char *line = k->about;

		if (k->group)
			fprintf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "",
				k->group);
		fprintf(out, ".It Va %s No%s%s\n", k->name, *k->initial ? " = " : " =",
			k->initial);
		while (*line) {
			size_t len = strcspn(line, "\n");

			print_mdoc_line(out, line, len);
			line += len + 1;
		}
	}
	fputs(".El\n", out);
}
