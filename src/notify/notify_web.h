/* Models of the subscription pages. */
#ifndef ASHAR_NOTIFY_NOTIFY_WEB_H
#define ASHAR_NOTIFY_NOTIFY_WEB_H

#include "notify/notify.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

extern const struct route notify_routes[];

struct subscribe_page {
    struct str place_name;
    struct str address, address_label, address_hint;
    int64_t topics;
    bool asked; /* the mail is on its way */
};

struct subscription_page {
    struct str token, place_name; /* place_name: "" where the link stands for nothing any more */
    bool ended, unknown, confirmed;
};

#endif
