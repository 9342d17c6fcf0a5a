/* What every unit test includes: cmocka and the headers that it needs before it. */
#ifndef GH_TESTS_SUPPORT_TEST_H
#define GH_TESTS_SUPPORT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
