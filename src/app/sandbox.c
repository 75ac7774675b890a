/* The seccomp filter. See sandbox.h. */
#include "app/sandbox.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/log.h"

/* Names rather than numbers: a call that this architecture or library does not know is skipped. */
static const char *const refused[] = {
    /* other programs */
    "execve",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_getfd",
    "kcmp",
    /* the kernel itself */
    "init_module",
    "finit_module",
    "delete_module",
    "create_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "syslog",
    "acct",
    "iopl",
    "ioperm",
    "modify_ldt",
    "lookup_dcookie",
    "vm86",
    "vm86old",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    /* file systems and namespaces */
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "swapon",
    "swapoff",
    "quotactl",
    "quotactl_fd",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "name_to_handle_at",
    "open_by_handle_at",
    "mknod",
    "mknodat",
    "fanotify_init",
    "nfsservctl",
    "uselib",
    /* clock, keys, identity */
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "adjtimex",
    "clock_adjtime",
    "clock_adjtime64",
    "stime",
    "add_key",
    "request_key",
    "keyctl",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setfsuid",
    "setfsgid",
    "setgroups",
    "capset",
    "sethostname",
    "setdomainname",
    "vhangup",
    "personality",
    "migrate_pages",
    "move_pages",
};

static int refuse_names(scmp_filter_ctx f)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int call = seccomp_syscall_resolve_name(refused[i]);
        int e = call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 0);
        if (e != 0 && e != -EDOM) /* -EDOM: not of this architecture */
            return e;
    }
    return 0;
}

static int refuse_masked(scmp_filter_ctx f, int call, unsigned argument, unsigned long bits)
{
    return seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 1,
                            SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, bits, bits));
}

/* New namespaces. clone3 hides its flags behind a pointer: where it is missing, the C library goes
 * back to clone. */
static int refuse_namespaces(scmp_filter_ctx f)
{
    static const unsigned long flags[] = {CLONE_NEWNS,  CLONE_NEWUSER, CLONE_NEWPID,   CLONE_NEWNET,
                                          CLONE_NEWIPC, CLONE_NEWUTS,  CLONE_NEWCGROUP};
    int e = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

    for (size_t i = 0; e == 0 && i < sizeof flags / sizeof *flags; i++)
        e = refuse_masked(f, SCMP_SYS(clone), 0, flags[i]);
    return e;
}

/* Families a server speaks: local, the two internet protocols, and netlink, by which the C library
 * asks for addresses. */
static int refuse_sockets(scmp_filter_ctx f)
{
    static const int below[] = {AF_AX25, AF_IPX,  AF_APPLETALK, AF_NETROM,  AF_BRIDGE,   AF_ATMPVC,
                                AF_X25,  AF_ROSE, AF_DECnet,    AF_NETBEUI, AF_SECURITY, AF_KEY};
    int e = seccomp_rule_add(f, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                             SCMP_CMP(0, SCMP_CMP_GT, AF_NETLINK));

    for (size_t i = 0; e == 0 && i < sizeof below / sizeof *below; i++)
        if (below[i] != AF_INET6 && below[i] < AF_NETLINK)
            e = seccomp_rule_add(f, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                                 SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)below[i]));
    return e;
}

/* Memory that is writable and executable at once: no library of ours translates code at run time.
 */
static int refuse_code(scmp_filter_ctx f)
{
    const unsigned long both = PROT_WRITE | PROT_EXEC;
    int e = refuse_masked(f, SCMP_SYS(mmap), 2, both);

    if (e == 0)
        e = refuse_masked(f, SCMP_SYS(mprotect), 2, both);
    return e == 0 ? refuse_masked(f, SCMP_SYS(pkey_mprotect), 2, both) : e;
}

static int build(scmp_filter_ctx f)
{
    int e = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1); /* threads that run already */

    if (e == 0)
        e = refuse_names(f);
    if (e == 0)
        e = refuse_namespaces(f);
    if (e == 0)
        e = refuse_sockets(f);
    if (e == 0)
        e = refuse_code(f);
    return e == 0 ? seccomp_load(f) : e;
}

enum err app_sandbox(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int e = f ? build(f) : -ENOMEM;

    seccomp_release(f);
    if (e == 0)
        return OK;
    log_line(LOG_ERROR, "the sandbox does not hold here",
             "seccomp: error %d; --sandbox=no serves without it", -e);
    return ERR_IO;
}
