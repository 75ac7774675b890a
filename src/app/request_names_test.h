/* Where the examples happen and who sends them: municipalities and logins of the demonstration, the
 * stems of routes, and the papers that more than one of them uploads. */
#ifndef ASHAR_APP_REQUEST_NAMES_TEST_H
#define ASHAR_APP_REQUEST_NAMES_TEST_H

#define K      "/ky/41702210895000" /* a plan in force, with tasks and reports */
#define T      "/ky/41702210896000" /* a plan under discussion */
#define C      "/ky/41702410000000" /* a city where nothing was done yet */
#define API    "/api/v1/places/41702210895000"
#define CLERK  "katchy@kok-jar.example"
#define HEAD   "bashchy@kok-jar.example"
#define HUMAN  "jaran@kok-jar.example"
#define TCLERK "katchy@tor.example"
#define THEAD  "bashchy@tor.example"
#define THUMAN "jaran@tor.example"
#define NATION "koordinator@ashar.example"
#define ADMIN  "admin@ashar.example"
#define AUDIT  "auditor@ashar.example"
#define PL     "/:lang/:place"
#define APL    "/api/v1/places/:place"
#define OPARL  "/api/oparl/v1"
#define OPL    OPARL "/bodies/:place"
#define OK_JAR OPARL "/bodies/41702210895000"

#define PAPER                                                                                      \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"  \
    "endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#define WITH_PAPER(field) .file = (field), .filename = "paper.pdf", .bytes = PAPER

#define ACT_TEXT "1-берене. Киреше\nБиринчи\n2-берене. Чыгаша\nЭкинчи"
#define ACT_FIELDS                                                                                 \
    "kind=resolution&day=2026-03-05&issuer=Айылдык кеңеш&title_ky=Бюджет жөнүндө&field=finance"

#endif
