#ifndef SEKISHO_TESTS_SUPPORT_RECORDER_H
#define SEKISHO_TESTS_SUPPORT_RECORDER_H

/*
 * A PAM module that calls another one (module=/path, the other arguments are handed on) and notes what that
 * one answered: libpam itself tells the application only what became of the stack. Found by dlsym.
 */
enum recorder_door {
    RECORDER_AUTH = 0,
    RECORDER_SETCRED,
    RECORDER_ACCOUNT,
    RECORDER_OPEN,
    RECORDER_CLOSE,
    RECORDER_PASSWORD,
    RECORDER_END
};

struct recorder {
    int code; /* of the latest call; -1 when none was made since the test put that here */
    unsigned calls;
};

extern struct recorder sekisho_recorder;

#endif
