# Every test speaks TAP. Unit tests: one program for each module, tests/unit/test_MODULE.c.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = top_srcdir="$(abs_top_srcdir)"; top_builddir="$(abs_top_builddir)"; export top_srcdir top_builddir;

if WITH_TESTS
check_LIBRARIES = libzcunit.a
libzcunit_a_SOURCES = tests/unit/unit.c tests/unit/unit.h
libzcunit_a_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
UNIT_LIBS = libzcunit.a $(PIPELINE_LIBS) $(CUNIT_LIBS)
LDADD = $(UNIT_LIBS)

UNIT_TESTS = tests/unit/test_err
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
tests_unit_test_err_SOURCES = tests/unit/test_err.c
endif
