/* Any bytes as CSV ballots; the first byte chooses the type of ballot and whether there is a
 * budget. */
#include "fuzz/ballots.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct count_election e;
    struct count_read_options opt = {
        .format = COUNT_FORMAT_CSV, .line_max = 64 * KIB, .vote_set = true};

    if (!size)
        return 0;
    opt.vote = (enum count_vote)(data[0] % COUNT_VOTE_COUNT);
    opt.budget_set = data[0] & 64;
    opt.budget = STR("100.5");
    bytes = str_sub(bytes, 1, size);
    check_read(&e, count_election_read(&e, count_source_str(&bytes), &opt));
    count_election_free(&e);
    return 0;
}
