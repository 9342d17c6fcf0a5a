/* The Chinese texts for what concerns the security of one's account. */
export default {
  confirm: {
    title: '请确认是您本人',
    text: '此操作涉及账号安全，请再输入一次密码。五分钟内不用重复输入。',
    submit: '确认',
    againTitle: '请重新登录',
    again: '此操作涉及账号安全。您的账号在本系统没有密码，请重新登录，登录后五分钟内办理。',
    signInAgain: '退出并重新登录',
    fresh: '您的账号在本系统没有密码。登录后超过五分钟，会请您重新登录。',
  },
}
