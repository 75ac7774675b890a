/* What a running server can never need is taken from it, for every thread and for good
 * (seccomp-bpf).
 *
 * Purpose: whoever gets code to run inside the server cannot start programs, trace others, load
 * modules, mount, change namespaces, map writable code, or open raw sockets. A list of refusals
 * (EPERM), not of permissions: SQLite, PostgreSQL's client, curl, ICU, pango and the C library
 * change the calls they use between Debian releases, and a server that dies at night for an
 * innocent new call would teach people to switch the filter off. `ashar serve --sandbox=no` does;
 * the systemd unit adds the rest. Non-goals: files (the unit's ProtectSystem and ReadWritePaths),
 * resources (its limits). */
#ifndef ASHAR_APP_SANDBOX_H
#define ASHAR_APP_SANDBOX_H

#include "base/err.h"

/* After start-up, once: sockets, files and threads may already exist; those made later are held to
 * it too. ERR_IO where the kernel has no seccomp (logged; the caller decides). */
MUST_USE enum err app_sandbox(void);

#endif
