/* A port of loopback that nobody has, for a test that must name one before it listens, or that
 * listens on it twice.
 *
 * It lies below the range that the system gives to connections (ip_local_port_range): one of those
 * could take it between the look and the use, and who calls a dead port of that range may be
 * connected to himself. */
#ifndef ASHAR_TEST_FREE_PORT_H
#define ASHAR_TEST_FREE_PORT_H

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

static inline int free_port(void)
{
    int lowest = 32768;
    FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");

    if (f && fscanf(f, "%d", &lowest) != 1)
        lowest = 32768;
    if (f)
        fclose(f);
    for (int tries = 0; tries < 200; tries++) {
        unsigned short r = 0;
        if (getrandom(&r, sizeof r, 0) != (ssize_t)sizeof r)
            break;
        int port = lowest - 1 - r % 12000;
        struct sockaddr_in a = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                .sin_port = htons((uint16_t)port)};
        int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int taken = s < 0 || bind(s, (struct sockaddr *)&a, sizeof a);
        if (s >= 0)
            close(s);
        if (!taken)
            return port;
    }
    abort();
}

#endif
