# Flags are probed one by one and kept apart from the user's CFLAGS and LDFLAGS.

# SEKISHO_TRY_CFLAG(VARIABLE, FLAG)
AC_DEFUN([SEKISHO_TRY_CFLAG], [
  AS_VAR_PUSHDEF([cache], [sekisho_cv_cflag_$2])
  AC_CACHE_CHECK([whether $CC takes $2], [cache], [
    sekisho_saved=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$sekisho_saved
  ])
  AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([cache])
])

# SEKISHO_TRY_LDFLAG(VARIABLE, FLAG)
AC_DEFUN([SEKISHO_TRY_LDFLAG], [
  AS_VAR_PUSHDEF([cache], [sekisho_cv_ldflag_$2])
  AC_CACHE_CHECK([whether the linker takes $2], [cache], [
    sekisho_saved=$LDFLAGS
    LDFLAGS="$LDFLAGS -Werror $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    LDFLAGS=$sekisho_saved
  ])
  AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([cache])
])

AC_DEFUN([SEKISHO_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat warnings as errors (CI)])])
  SEKISHO_WARN_CFLAGS=
  m4_foreach_w([flag], [-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wcast-qual -Wcast-align
    -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wundef -Wvla
    -Wswitch-enum -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough -Wduplicated-cond -Wlogical-op
    -Wno-format-nonliteral],
    [SEKISHO_TRY_CFLAG([SEKISHO_WARN_CFLAGS], flag)
  ])
  AS_IF([test "x$enable_werror" = xyes], [SEKISHO_WARN_CFLAGS="$SEKISHO_WARN_CFLAGS -Werror"])
  AC_SUBST([SEKISHO_WARN_CFLAGS])
])

# --enable-sanitizer=address,undefined ; --enable-fuzzing adds libFuzzer (clang).
AC_DEFUN([SEKISHO_SANITIZER], [
  AC_ARG_ENABLE([sanitizer], [AS_HELP_STRING([--enable-sanitizer=LIST], [build with -fsanitize=LIST, e.g. address,undefined])],
    [], [enable_sanitizer=no])
  AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing], [link the fuzz targets with libFuzzer (clang)])],
    [], [enable_fuzzing=no])
  AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage], [instrument for gcov])], [], [enable_coverage=no])
  sekisho_sanitizer=
  AS_CASE([$enable_sanitizer], [no], [], [yes], [sekisho_sanitizer=address,undefined], [sekisho_sanitizer=$enable_sanitizer])
  SEKISHO_SAN_FLAGS=
  AS_IF([test -n "$sekisho_sanitizer"], [
    SEKISHO_SAN_FLAGS="-fsanitize=$sekisho_sanitizer -fno-sanitize-recover=all -fno-omit-frame-pointer"
  ])
  AS_IF([test "$enable_fuzzing" = yes], [SEKISHO_SAN_FLAGS="$SEKISHO_SAN_FLAGS -fsanitize=fuzzer-no-link"])
  AS_IF([test "$enable_coverage" = yes], [SEKISHO_SAN_FLAGS="$SEKISHO_SAN_FLAGS --coverage -O0"])
  AC_SUBST([SEKISHO_SAN_FLAGS])
  AM_CONDITIONAL([FUZZING], [test "$enable_fuzzing" = yes])
  AM_CONDITIONAL([SANITIZER], [test -n "$sekisho_sanitizer"])
])

AC_DEFUN([SEKISHO_HARDENING], [
  AC_ARG_ENABLE([hardening], [AS_HELP_STRING([--disable-hardening], [leave out hardening flags])], [], [enable_hardening=yes])
  SEKISHO_HARDEN_CFLAGS=-fvisibility=hidden
  SEKISHO_HARDEN_LDFLAGS=
  AS_IF([test "$enable_hardening" = yes], [
    m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection -fcf-protection -fno-strict-overflow
      -ftrivial-auto-var-init=zero],
      [SEKISHO_TRY_CFLAG([SEKISHO_HARDEN_CFLAGS], flag)
    ])
    # FORTIFY needs optimisation and quarrels with the sanitizers' own checks.
    AS_IF([test -z "$SEKISHO_SAN_FLAGS"], [
      AS_CASE([" $CFLAGS "], [*" -O0 "*|*FORTIFY*], [], [SEKISHO_HARDEN_CFLAGS="$SEKISHO_HARDEN_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
    ])
    m4_foreach_w([flag], [-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed],
      [SEKISHO_TRY_LDFLAG([SEKISHO_HARDEN_LDFLAGS], m4_defn([flag]))
    ])
  ])
  # A slip between the layers is a link error; clang's sanitizers leave their symbols open on purpose.
  AS_IF([test -z "$SEKISHO_SAN_FLAGS"], [SEKISHO_TRY_LDFLAG([SEKISHO_HARDEN_LDFLAGS], [-Wl,-z,defs])])
  AC_SUBST([SEKISHO_HARDEN_CFLAGS])
  AC_SUBST([SEKISHO_HARDEN_LDFLAGS])
])
