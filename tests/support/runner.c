#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <CUnit/Basic.h>

/* CUnit wants to write into its tables. */
static CU_TestInfo *
copy_tests(void) {
    size_t n = 0;
    CU_TestInfo *copy;
    while (runner_tests[n].pName != NULL)
        n++;
    copy = calloc(n + 1, sizeof(*copy));
    if (copy != NULL)
        memcpy(copy, runner_tests, n * sizeof(*copy));
    return copy;
}

int
main(void) {
    CU_TestInfo *tests = copy_tests();
    CU_SuiteInfo suites[2];
    unsigned failed, run;

    memset(suites, 0, sizeof(suites));
    if (tests == NULL || CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    suites[0].pName = runner_suite;
    suites[0].pTests = tests;
    if (CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    (void)CU_basic_run_tests();
    run = CU_get_number_of_tests_run();
    failed = CU_get_number_of_tests_failed();
    printf("%u passed, %u failed\n", run - failed, failed);
    CU_cleanup_registry();
    free(tests);
    /* CUnit itself exits 0 on failures; a run of nothing is a failure too. */
    return failed != 0 || run == 0 || CU_get_error() != CUE_SUCCESS ? 1 : 0;
}
