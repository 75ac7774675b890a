/* First data. See first.h. */
#include "app/first.h"

#include "act/act.h"
#include "app/wiring.h"
#include "place/place.h"

enum err first_data(struct db *db, struct arena *a)
{
    struct str secret;
    int64_t inserted;

    TRY(place_seed(db, a, &inserted));
    TRY(act_seed(db, a));
    TRY(app_secret(db, a, STR("forms"), &secret));
    return app_secret(db, a, STR("documents"), &secret);
}
