#include "support/policy_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
need(void *block) {
    if (block == NULL)
        abort();
    return block;
}

char *
policy_text_read(const char *path, size_t *ret_len) {
    char whole[4096], *text = need(malloc(1 << 20));
    FILE *file;
    (void)snprintf(whole, sizeof(whole), "%s/%s", TEST_SRCDIR, path);
    file = need(fopen(whole, "rb"));
    *ret_len = fread(text, 1, (1 << 20) - 1, file);
    text[*ret_len] = '\0';
    (void)fclose(file);
    return text;
}

char *
policy_text_change(const char *text, size_t len, const char *find, const char *put, size_t put_len,
                   size_t *ret_len) {
    const size_t find_len = strlen(find);
    const char *at = memmem(text, len, find, find_len);
    char *changed = need(malloc(len + put_len + 1));
    size_t before;

    if (at == NULL) {
        fprintf(stderr, "not in the text: %s\n", find);
        abort();
    }
    before = (size_t)(at - text);
    memcpy(changed, text, before);
    memcpy(changed + before, put, put_len);
    memcpy(changed + before + put_len, at + find_len, len - before - find_len);
    *ret_len = len - find_len + put_len;
    changed[*ret_len] = '\0';
    return changed;
}

enum sekisho_rc
policy_text_load(const char *text, size_t len, struct sekisho_policy **ret_policy,
                 struct sekisho_diag *reterr_diag) {
    const struct sekisho_trust any = {.owner = (uid_t)-1, .judge_owner = false};
    return sekisho_policy_load_text("t.conf", text, len, any, ret_policy, reterr_diag);
}

enum sekisho_rc
policy_text_try(const char *find, const char *put, struct sekisho_diag *reterr_diag) {
    size_t len, changed_len;
    char *text = policy_text_read("tests/data/policy/good.conf", &len);
    char *changed = policy_text_change(text, len, find, put, strlen(put), &changed_len);
    struct sekisho_policy *policy;
    const enum sekisho_rc rc = policy_text_load(changed, changed_len, &policy, reterr_diag);
    sekisho_policy_free(policy);
    free(changed);
    free(text);
    return rc;
}
