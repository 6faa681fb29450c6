#include "core/suggest.h"

#include <string.h>

#define MAX_LEN 32

static size_t
least(size_t a, size_t b) {
    return a < b ? a : b;
}

static char
fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c == '-' ? '_' : c;
}

/* Letters added, taken, changed, or swapped with a neighbour. Both are at most MAX_LEN long. */
static size_t
count_slips(const char *a, const char *b) {
    const size_t n = strlen(a), m = strlen(b);
    size_t row[MAX_LEN + 1][MAX_LEN + 1];
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                row[i][j] = i + j;
                continue;
            }
            const size_t differs = fold(a[i - 1]) != fold(b[j - 1]);
            row[i][j] = least(least(row[i - 1][j], row[i][j - 1]) + 1, row[i - 1][j - 1] + differs);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]))
                row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1);
        }
    return row[n][m];
}

const char *
sekisho_suggest_closest(const char *word, const char *const known[], size_t n_known) {
    const size_t len = strlen(word);
    const char *closest = NULL;
    /* One slip in a short word, one letter in three of a long one. */
    size_t fewest = (len < 4 ? 1 : len / 3) + 1;

    if (len == 0 || len > MAX_LEN)
        return NULL;
    for (size_t i = 0; i < n_known; i++) {
        size_t slips;
        if (strlen(known[i]) > MAX_LEN)
            continue;
        /* "wednesday" for "wed", "host" for "hosts": what one word begins with, the other. */
        slips = len >= 3 && strncmp(word, known[i], least(len, strlen(known[i]))) == 0
                    ? 1
                    : count_slips(word, known[i]);
        if (slips < fewest) {
            fewest = slips;
            closest = known[i];
        }
    }
    return closest;
}
