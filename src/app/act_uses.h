/* What rests on legal acts, told across capabilities: issues, bodies and plans name acts in words
 * or by number and day; act finds which of its register they mean. Wired once by app_wire_index. */
#ifndef ASHAR_APP_ACT_USES_H
#define ASHAR_APP_ACT_USES_H

/* Tells act what uses acts, issue and charter which acts they rest on, and meeting which there are.
 */
void app_wire_acts(void);

#endif
