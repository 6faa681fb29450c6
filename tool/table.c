#include "config.h"

#include "tool/tool.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

#define ESCAPED_MAX 4 /* bytes that one byte may become: \xNN */

struct range {
    uint32_t first, last;
};

/* East Asian Wide and Fullwidth (Unicode 15, UAX #11), neighbouring ranges joined. */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
    {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
    {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
    {0x2e80, 0x2e99},   {0x2e9b, 0x2ef3},   {0x2f00, 0x2fd5},   {0x2ff0, 0x303e},   {0x3041, 0x3096},
    {0x3099, 0x30ff},   {0x3105, 0x312f},   {0x3131, 0x318e},   {0x3190, 0x31e3},   {0x31ef, 0x321e},
    {0x3220, 0x3247},   {0x3250, 0x4dbf},   {0x4e00, 0xa48c},   {0xa490, 0xa4c6},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe52},   {0xfe54, 0xfe66},
    {0xfe68, 0xfe6b},   {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x16fe4}, {0x16ff0, 0x16ff1},
    {0x17000, 0x18cd5}, {0x18d00, 0x18d08}, {0x1aff0, 0x1affe}, {0x1b000, 0x1b2fb}, {0x1f004, 0x1f004},
    {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f265}, {0x1f300, 0x1f320},
    {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3},
    {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc},
    {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596},
    {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2},
    {0x1f6d5, 0x1f6d7}, {0x1f6dc, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb},
    {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff},
    {0x20000, 0x2fffd}, {0x30000, 0x3fffd},
};

/* Marks that sit on the character before: combining accents, kana voicing, variation selectors, joiners. */
static const struct range zero[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489},   {0x1ab0, 0x1aff},   {0x1dc0, 0x1dff},
    {0x20d0, 0x20f0}, {0x302a, 0x302f},   {0x3099, 0x309a},   {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f}, {0x1f3fb, 0x1f3ff}, {0xe0100, 0xe01ef},
};

static bool
is_in(uint32_t code, const struct range *range, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (code >= range[i].first && code <= range[i].last)
            return true;
    return false;
}

/* The code point of a valid sequence of len bytes. */
static uint32_t
decode(const char *text, size_t len) {
    static const unsigned char lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)text[0] & lead[len];
    for (size_t i = 1; i < len; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return code;
}

size_t
sekisho_table_width(const char *text) {
    size_t width = 0;
    while (*text != '\0') {
        size_t len = sekisho_escape_utf8_len(text);
        uint32_t code = len == 0 ? '?' : decode(text, len);
        text += len == 0 ? 1 : len;
        if (!is_in(code, zero, SEKISHO_COUNT(zero)))
            width += is_in(code, wide, SEKISHO_COUNT(wide)) ? 2 : 1;
    }
    return width;
}

static char *
escaped(const char *text) {
    size_t cap = strlen(text) * ESCAPED_MAX + 1;
    char *copy = malloc(cap);
    if (copy != NULL)
        (void)sekisho_escape_text(text, copy, cap);
    return copy;
}

static void
put_blanks(FILE *to, size_t n) {
    while (n-- > 0)
        (void)fputc(' ', to);
}

void
sekisho_table_pad(FILE *to, const char *text, size_t columns) {
    char *copy = escaped(text);
    size_t width = copy == NULL ? columns : sekisho_table_width(copy);
    sekisho_tool_put(to, text);
    put_blanks(to, width < columns ? columns - width : 0);
    free(copy);
}

void
sekisho_table_init(struct sekisho_table *table, size_t n_columns) {
    memset(table, 0, sizeof(*table));
    table->n_columns = n_columns < SEKISHO_TABLE_MAX_COLUMNS ? n_columns : SEKISHO_TABLE_MAX_COLUMNS;
}

void
sekisho_table_done(struct sekisho_table *table) {
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
        free(table->cell[i]);
    free(table->cell);
    memset(table, 0, sizeof(*table));
}

static bool
grow(struct sekisho_table *table) {
    size_t rows = table->n_allocated == 0 ? 16 : table->n_allocated * 2;
    char **cell;
    if (table->n_rows < table->n_allocated)
        return true;
    if (rows > SIZE_MAX / sizeof(*cell) / SEKISHO_TABLE_MAX_COLUMNS)
        return false;
    cell = realloc(table->cell, rows * table->n_columns * sizeof(*cell));
    if (cell == NULL)
        return false;
    table->cell = cell;
    table->n_allocated = rows;
    return true;
}

void
sekisho_table_add(struct sekisho_table *table, const char *const cells[]) {
    char **row;
    if (table->failed || !grow(table)) {
        table->failed = true;
        return;
    }
    row = table->cell + table->n_rows * table->n_columns;
    table->n_rows++;
    for (size_t i = 0; i < table->n_columns; i++) {
        row[i] = escaped(cells[i] == NULL ? "" : cells[i]);
        table->failed = table->failed || row[i] == NULL;
    }
}

static size_t
column_width(const struct sekisho_table *table, size_t column) {
    size_t widest = 0;
    for (size_t row = 0; row < table->n_rows; row++) {
        size_t width = sekisho_table_width(table->cell[row * table->n_columns + column]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

void
sekisho_table_print(const struct sekisho_table *table, size_t indent) {
    size_t width[SEKISHO_TABLE_MAX_COLUMNS];
    if (table->failed)
        return;
    for (size_t i = 0; i < table->n_columns; i++)
        width[i] = column_width(table, i);
    for (size_t row = 0; row < table->n_rows; row++) {
        char *const *cell = table->cell + row * table->n_columns;
        size_t due = indent;
        for (size_t i = 0; i < table->n_columns; i++) {
            if (*cell[i] != '\0') {
                put_blanks(stdout, due);
                (void)fputs(cell[i], stdout);
                due = 0;
            }
            due += width[i] - sekisho_table_width(cell[i]) + 2;
        }
        (void)fputc('\n', stdout);
    }
}
