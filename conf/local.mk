# conf: configuration, units, snippets, completion, schemas and manual pages.
# The commented configuration is generated from the table of keys, with this build's paths.
noinst_PROGRAMS += conf/print_conf
conf_print_conf_SOURCES = conf/print_conf.c
conf_print_conf_LDADD = libzcdaemon.a libzcpipeline.a
conf/zcaudiod.conf: conf/print_conf$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) conf && ./conf/print_conf$(EXEEXT) >$@.tmp && mv $@.tmp $@
noinst_DATA = conf/zcaudiod.conf
CLEANFILES += conf/zcaudiod.conf

# An existing configuration is not overwritten; uninstalling removes it only if it was not changed.
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(sysconfdir)'
	test -e '$(DESTDIR)$(sysconfdir)/zcaudiod.conf' || \
		$(INSTALL_DATA) conf/zcaudiod.conf '$(DESTDIR)$(sysconfdir)/zcaudiod.conf'
uninstall-local:
	! cmp -s conf/zcaudiod.conf '$(DESTDIR)$(sysconfdir)/zcaudiod.conf' || \
		rm -f '$(DESTDIR)$(sysconfdir)/zcaudiod.conf'

# The units and snippets name this build's folders. systemd also looks for units, sysusers.d and
# tmpfiles.d below /usr/local, but PAM reads limits.d only in /etc: packages configure with
# --prefix=/usr --sysconfdir=/etc --localstatedir=/var --runstatedir=/run.
limitsdir = $(sysconfdir)/security/limits.d
dist_limits_DATA = conf/limits.d/95-zcaudiod.conf
SUBSTITUTED =
if HAVE_SYSTEMD
systemunitdir = $(prefix)/lib/systemd/system
systemunit_DATA = conf/zcaudiod.service conf/zcaudiod.socket
sysusersdir = $(prefix)/lib/sysusers.d
dist_sysusers_DATA = conf/sysusers.d/zcaudiod.conf
sysctldir = $(prefix)/lib/sysctl.d
dist_sysctl_DATA = conf/sysctl.d/60-zcaudiod.conf
tmpfilesdir = $(prefix)/lib/tmpfiles.d
tmpfiles_DATA = conf/tmpfiles.d/zcaudiod.conf
SUBSTITUTED += $(systemunit_DATA) $(tmpfiles_DATA)
endif
$(SUBSTITUTED): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed -e 's|@bindir[@]|$(bindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' -e 's|@localstatedir[@]|$(localstatedir)|g' \
		-e 's|@runstatedir[@]|$(runstatedir)|g' $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@
conf/zcaudiod.service: $(srcdir)/conf/zcaudiod.service.in
conf/zcaudiod.socket: $(srcdir)/conf/zcaudiod.socket.in
conf/tmpfiles.d/zcaudiod.conf: $(srcdir)/conf/tmpfiles.d/zcaudiod.conf.in
CLEANFILES += $(SUBSTITUTED)
EXTRA_DIST += conf/zcaudiod.service.in conf/zcaudiod.socket.in conf/tmpfiles.d/zcaudiod.conf.in

# bash-completion finds these by command name, also below /usr/local.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = conf/zcctl.bash conf/zcjitter.bash

# JSON Schemas of the tools' output.
schemadir = $(datadir)/zcaudiod
dist_schema_DATA = conf/zcjitter.schema.json conf/zcctl.schema.json conf/zcprobe.schema.json

dist_man_MANS += conf/man/zc-recording.5 conf/man/zcaudiod.8 conf/man/zcctl.1 \
	conf/man/zcjitter.1 conf/man/zcprobe.1
man_MANS = conf/man/zcaudiod.conf.5
CLEANFILES += conf/man/zcaudiod.conf.5 conf/man/keys
EXTRA_DIST += conf/man/zcaudiod.conf.5.in
conf/man/zcaudiod.conf.5: conf/print_conf$(EXEEXT) $(srcdir)/conf/man/zcaudiod.conf.5.in
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./conf/print_conf$(EXEEXT) mdoc >conf/man/keys && \
		sed -e 's|@sysconfdir[@]|$(sysconfdir)|g' -e '/^@KEYS[@]$$/{r conf/man/keys' -e 'd;}' \
		$(srcdir)/conf/man/zcaudiod.conf.5.in >$@.tmp && mv $@.tmp $@
