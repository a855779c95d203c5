/* Writes the commented configuration for this build's paths; run while building. */
#include "daemon/conf.h"

int
main(void)
{
	zc_conf_print(stdout);
	return ferror(stdout) || fclose(stdout);
}
