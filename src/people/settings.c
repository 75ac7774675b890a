/* Settings of accounts. See people.h. */
#include "people/people.h"

static struct people_settings now = {
    .session_idle_hours = 12,
    .session_max_days = 14,
    .acting_minutes = 30,
    .password_chars = 10,
    .confirm_hours = 48,
    .reset_hours = 2,
    .slip_days = 7,
    .code_tries = 5,
    .tokens_per_hour = 3,
    .free_failures = 5,
    .lock_seconds = 60,
    .lock_most_seconds = 900,
    .argon_passes = 2,
    .argon_kib = 19456,
    .match_by_name = true,
    .document_key = STR_INIT(""),
};
static bool configured;
static struct people_settings shipped;

struct people_settings people_settings_default(void)
{
    return configured ? shipped : now;
}

void people_configure(const struct people_settings *s)
{
    if (!configured)
        shipped = now;
    configured = true;
    now = *s;
}

const struct people_settings *people_settings(void)
{
    return &now;
}
