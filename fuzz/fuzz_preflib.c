/* Any bytes as PrefLib orders, of the new form or the old. */
#include "fuzz/ballots.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct count_election e;
    struct count_read_options opt = {.format = COUNT_FORMAT_PREFLIB, .line_max = 64 * KIB};

    check_read(&e, count_election_read(&e, count_source_str(&bytes), &opt));
    count_election_free(&e);
    return 0;
}
