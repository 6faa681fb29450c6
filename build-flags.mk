# Included by every Makefile.am: one place for the flags of the whole house.
AM_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/common $(SEKISHO_PATH_CPPFLAGS)
AM_CFLAGS = -std=gnu11 $(SEKISHO_WARN_CFLAGS) $(SEKISHO_HARDEN_CFLAGS) $(SEKISHO_SAN_FLAGS)
AM_LDFLAGS = $(SEKISHO_HARDEN_LDFLAGS) $(SEKISHO_SAN_FLAGS)
libbase = $(top_builddir)/common/libbase.la
libclock = $(top_builddir)/common/libclock.la
libcore = $(top_builddir)/common/libcore.la
libopinion = $(top_builddir)/common/libopinion.la
