# conf: what is built and installed from here.
# The commented configuration comes from the table of keys, with this build's paths in it.
noinst_PROGRAMS = conf/print_conf
conf_print_conf_SOURCES = conf/print_conf.c
conf_print_conf_LDADD = libzcdaemon.a libzcpipeline.a
CLEANFILES += conf/zcaudiod.conf
conf/zcaudiod.conf: conf/print_conf$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) conf && ./conf/print_conf$(EXEEXT) >$@.tmp && mv $@.tmp $@
noinst_DATA = conf/zcaudiod.conf
