/* The English texts for what concerns the security of one's account. */
export default {
  confirm: {
    title: 'Confirm that it is you',
    text: 'This concerns the security of your account. Enter your password again; it counts for five minutes.',
    submit: 'Confirm',
    againTitle: 'Please sign in again',
    again:
      'This concerns the security of your account, which has no password in this system. Sign in again, and do it within five minutes.',
    signInAgain: 'Sign out and sign in again',
    fresh:
      'Your account has no password in this system. If you signed in more than five minutes ago, you are asked to sign in again.',
  },
}
