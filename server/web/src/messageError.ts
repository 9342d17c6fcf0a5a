/* What the outbox says of a message that is not out, in the reader's language. */

/* Texts of server/notify and the key for each. What providers answer stays as it is. */
const KEYS: Record<string, string> = {
  'answer lost': 'answerLost',
  'answer lost twice': 'answerLost',
  'not an address': 'noAddress',
  'text too long': 'tooLong',
  'text too long for the gateway': 'tooLong',
}

/* Returns the key of a text, or '' where the error is the provider's own. */
export function messageErrorKey(error: string, channel: string): string {
  if (error === 'no provider is configured')
    return channel === 'sms' ? 'message.errors.noGateway' : 'message.errors.noMailServer'
  const key = KEYS[error]
  return key ? `message.errors.${key}` : ''
}
