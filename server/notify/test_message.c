/* Sends a test message over one channel. */
#include "notify/test_message.h"

#include <stdio.h>
#include <string.h>

#include "notify/outbox.h"

#define ID "00000000-0000-7000-8000-000000000000"

enum channel_outcome test_message_send(const struct test_channels *channels, const struct test_message *test,
                                       struct channel_result *result)
{
    struct message_words words = {
        .name = "测试", .day = "1月1日", .periods = "1月1日08:00-18:00", .gate = "南门", .host = "测试"};
    const struct channel *channel = strcmp(test->channel, CHANNEL_NAME_SMS) == 0 ? &channels->sms : &channels->email;
    *result = (struct channel_result){0};
    if (!channel->name) {
        (void)snprintf(result->error, sizeof result->error, "not set up");
        return CHANNEL_REFUSED;
    }
    (void)snprintf(words.subject, sizeof words.subject, "%s", test->subject);
    const struct channel_message message = {
        .id = ID, .purpose = "pass-issued", .recipient = test->recipient, .text = test->text, .words = &words};
    return channel->send(channel->context, &message, result);
}

enum channel_outcome test_message_send_usual(const struct test_channels *channels, const char *channel,
                                             const char *recipient, const char *public_url,
                                             struct channel_result *result)
{
    char text[OUTBOX_TEXT_SIZE];
    (void)snprintf(text, sizeof text, "测试消息，请忽略。Test message: %s/p/SampleSampleSampleSamp", public_url);
    return test_message_send(
        channels, &(struct test_message){.channel = channel, .recipient = recipient, .text = text, .subject = ""},
        result);
}
