# Where things go. Each is overridable; distcheck moves them all.
AC_DEFUN([SEKISHO_PATHS], [
  AC_ARG_WITH([pam-dir], [AS_HELP_STRING([--with-pam-dir=DIR], [PAM modules @<:@LIBDIR/security@:>@])],
    [pamdir=$withval], [pamdir='${libdir}/security'])
  AC_ARG_WITH([nss-dir], [AS_HELP_STRING([--with-nss-dir=DIR], [NSS modules @<:@LIBDIR@:>@])],
    [nssdir=$withval], [nssdir='${libdir}'])
  AC_ARG_WITH([conf-dir], [AS_HELP_STRING([--with-conf-dir=DIR], [policy and keys @<:@SYSCONFDIR/sekisho@:>@])],
    [sekisho_confdir=$withval], [sekisho_confdir='${sysconfdir}/sekisho'])
  AC_ARG_WITH([state-dir], [AS_HELP_STRING([--with-state-dir=DIR], [statements and index @<:@LOCALSTATEDIR/lib/sekisho@:>@])],
    [sekisho_statedir=$withval], [sekisho_statedir='${localstatedir}/lib/sekisho'])
  AC_ARG_WITH([log-dir], [AS_HELP_STRING([--with-log-dir=DIR], [audit log @<:@LOCALSTATEDIR/log/sekisho@:>@])],
    [sekisho_logdir=$withval], [sekisho_logdir='${localstatedir}/log/sekisho'])
  AC_SUBST([pamdir])
  AC_SUBST([nssdir])
  AC_SUBST([sekisho_confdir])
  AC_SUBST([sekisho_statedir])
  AC_SUBST([sekisho_logdir])
  SEKISHO_PATH_CPPFLAGS='-DSEKISHO_CONF_DIR=\"$(sekisho_confdir)\" -DSEKISHO_STATE_DIR=\"$(sekisho_statedir)\" -DSEKISHO_LOG_DIR=\"$(sekisho_logdir)\"'
  AC_SUBST([SEKISHO_PATH_CPPFLAGS])
])
