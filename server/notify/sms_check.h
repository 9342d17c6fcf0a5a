/* Checks the settings of an SMS provider for --check-sms: explains them, then sends one test message. */
#ifndef GH_SERVER_NOTIFY_SMS_CHECK_H
#define GH_SERVER_NOTIFY_SMS_CHECK_H

#include <stdio.h>

#include "notify/sms_provider.h"

/* Writes what the settings mean, the request of each message, and each fault with its section. Never writes the secret.
 * Returns true without a fault. A variable may hold at most 12 characters at Tencent Cloud ("Body Template Review
 * Standards"), 35 at Alibaba Cloud ("Template specifications"). Neither allows a link in a variable. */
bool sms_check_explain(const struct sms_provider *provider, const char *public_url, FILE *out);
/* Sends a pass message with a sample link to `mobile` and writes the provider's answer. Returns whether the provider
 * accepted it. */
bool sms_check_send(struct sms_provider *provider, const char *public_url, const char *mobile, FILE *out);

#endif
