/* Writes the commented configuration for this build's paths, or with an argument its part of
 * the manual; run while building. */
#include "daemon/conf/conf.h"

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		zc_conf_print_mdoc(stdout);
	else
		zc_conf_print(stdout);
	return ferror(stdout) || fclose(stdout);
}
