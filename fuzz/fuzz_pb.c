/* Any bytes as a Pabulib file: faults are named, or the election is in order, is written back byte
 * for byte, and every rule counts it within the budget. */
#include "fuzz/ballots.h"

/* What was read is written back byte for byte. */
static void check_same(const struct count_election *e, const unsigned char *data, size_t size)
{
    struct buf out;
    buf_init(&out, 64 * MIB);
    count_election_write(e, &out);
    must(out.n == size && memcmp(out.p, data, size) == 0);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct count_election e;
    struct count_read_options opt = {
        .format = COUNT_FORMAT_PB, .keep_raw = true, .line_max = 64 * KIB};
    enum err err = count_election_read(&e, count_source_str(&bytes), &opt);

    if (err == OK)
        check_same(&e, data, size);
    check_read(&e, err);
    count_election_free(&e);
    return 0;
}
