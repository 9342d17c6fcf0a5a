/* Texts in English: the live view of the gates. */
export default {
  live: {
    title: 'Live view of the gates',
    pause: 'Pause',
    goOn: 'Go on',
    connected: 'Updated as entries arrive',
    connecting: 'Connecting…',
    still: 'Standing still. Move the pointer away or choose Go on.',
    more: '{n} new entries.',
    stale: 'The connection is lost and is being made again. The list is from {ago}.',
    ended: 'The session has ended. Sign in again.',
    gap: 'The connection was lost for long. Entries of that time are not listed here.',
    toEntries: 'See the entry log',
    none: 'No entries in the last 24 hours',
  },
}
