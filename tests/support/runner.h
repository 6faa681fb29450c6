#ifndef SEKISHO_TESTS_SUPPORT_RUNNER_H
#define SEKISHO_TESTS_SUPPORT_RUNNER_H

#include <CUnit/CUnit.h>

/* A test program defines these two; runner.c has the main, prints "N passed, N failed" and fails the build.
 */
extern const char *const runner_suite;
extern const CU_TestInfo runner_tests[]; /* ends with CU_TEST_INFO_NULL */

#endif
