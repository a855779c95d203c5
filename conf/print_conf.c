/* Runs during the build: prints the commented configuration with this build's paths or, given any
 * argument, the list of keys for zcaudiod.conf(5). */
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
