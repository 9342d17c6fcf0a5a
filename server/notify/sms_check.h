/* Checks the settings of an SMS provider by hand: explains them, then sends one test message. For --check-sms. */
#ifndef GH_SERVER_NOTIFY_SMS_CHECK_H
#define GH_SERVER_NOTIFY_SMS_CHECK_H

#include <stdio.h>

#include "notify/sms_provider.h"

/* Writes what the settings mean, the request of each message, and each fault with its section. Never writes the secret.
 * Returns whether there is no fault. Limits of variables: Tencent Cloud, "Body Template Review Standards", 12
 * characters; Alibaba Cloud, "Template specifications", 35. Neither lets a variable hold a link. */
bool sms_check_explain(const struct sms_provider *provider, const char *public_url, FILE *out);
/* Sends a pass message with a sample link to mobile, and writes what the provider says. Returns whether it took it. */
bool sms_check_send(struct sms_provider *provider, const char *public_url, const char *mobile, FILE *out);

#endif
