/* Listening sockets from an address as the configuration writes it. */
#ifndef ASHAR_WEB_LISTEN_H
#define ASHAR_WEB_LISTEN_H

#include <stdbool.h>

struct listening {
    int fd[8];
    int n;
    char address[160]; /* "http://127.0.0.1:8080" or "unix:PATH" */
    char path[108];    /* of a Unix socket, to be removed at the end; "" else */
    bool loopback;
};

/* n sockets on "ADDR:PORT" (each with SO_REUSEPORT; port 0: any), or one on "unix:PATH" (mode 0660;
 * a stale socket file is replaced, one that answers is not). False: `why`. */
bool listen_open(const char *where, int n, struct listening *out, char why[static 256]);
/* Nobody connects from now on and who waits unaccepted is told so, but the descriptors stay what
 * they are: a thread that still looks at one may not meet another file under its number. */
void listen_refuse(struct listening *l);
/* Once no thread uses them. */
void listen_close(struct listening *l);
/* Lets the process open n files and sockets, or as many as it may: then it says so in the log. */
void listen_descriptors(int n);

#endif
