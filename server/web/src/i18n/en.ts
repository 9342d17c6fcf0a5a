/* The same in English. */
export default {
  shell: { product: 'Visitor passes', skip: 'Skip to the main content', sections: 'Main', pages: 'Pages of this section', demo: 'Demonstration: do not enter real personal data' },
  sections: { applicant: 'My visits', approver: 'Approvals', security: 'Security', admin: 'Admin', account: 'Account' },
  pages: {
    mine: 'My applications', queue: 'To approve', delegation: 'Deputy', desk: 'To review', all: 'All applications', barred: 'Barred list', messages: 'Messages',
    entries: 'Entries', emergencies: 'Emergencies', guards: 'Guards', devices: 'Booths', accounts: 'Accounts', units: 'Units', campuses: 'Campuses and days', settings: 'Settings', audit: 'Audit log', persons: 'Personal data', account: 'Account',
  },
  state: { loading: 'Loading…', working: 'Working…', empty: 'Nothing here yet' },
  action: {
    again: 'Try again', back: 'Back', next: 'Next', close: 'Close', change: 'Change', clear: 'Clear', more: 'Show more', notNow: 'Not now', save: 'Save',
    saved: 'Saved', add: 'Add', edit: 'Edit', cancel: 'Cancel', search: 'Search', remove: 'Remove',
  },
  form: { optional: '(optional)', choose: 'Please choose', remark: 'Remark', remarkHint: 'The other side will read this', required: 'Please fill this in' },
  list: { comma: ', ' },
  problem: {
    offline: { title: 'The server cannot be reached', detail: 'Check your connection and try again. What you typed is still here.' },
    timeout: { title: 'The server did not answer in time', detail: 'Try again in a moment. What you typed is still here.' },
    unavailable: { title: 'The service is not available just now', detail: 'Try again in a moment. If it stays so, tell an administrator.' },
    busy: { title: 'Many people are using the service just now', detail: 'Wait a few seconds, then try again.' },
    internal: { title: 'Something went wrong', detail: 'Try again. If it stays so, tell an administrator.' },
    other: { title: 'That could not be done', detail: 'Check and try again.' },
    'not-signed-in': { title: 'Your session has ended', detail: 'Sign in again to go on.' },
    'stale-version': { title: 'Somebody else has just acted on this application', detail: 'Your action was not carried out; what you typed is kept. See first what has changed.' },
    wait: 'Try again in {seconds} seconds.',
  },
  conflict: { look: 'Reload and see what changed', by: 'Last acted: {who}. This has changed:', same: 'The content is the same; only the record was updated.', goOn: 'Go on with the latest' },
  signIn: {
    title: 'Sign in', text: 'Use your university account.', name: 'Account', password: 'Password', submit: 'Sign in', totp: 'One-time code', totpHint: 'The 6 digits in your authenticator app',
    help: 'Forgotten your password, or no account? Ask your unit’s administrator or the security office.', again: 'Please sign in again', againText: 'Your session has ended. Sign in to go on where you were; nothing on this page is lost.', leave: 'Give up and go to the sign-in page',
  },
  home: { refused: 'You may not open that page', refusedText: 'If you need it, ask an administrator for the role.', mine: 'Go to my pages' },
  notFound: { title: 'There is no such page', text: 'The link may have expired, or the address has a typing error.', home: 'Go to the first page' },
  account: {
    title: 'My account', name: 'Name', email: 'E-mail', roles: 'Roles', password: 'Change password', totp: 'Set up one-time codes', totpText: 'Scan the picture with an authenticator app, then enter the 6 digits it shows.',
    totpPicture: 'QR code for the authenticator app', totpSecret: 'If you cannot scan, type this key:', totpConfirm: 'Switch on', totpOn: 'One-time codes are on', leave: 'Sign out', mustChange: 'This is your first sign-in: please change your password.',
    old: 'Current password', new: 'New password', again: 'New password once more', rule: 'At least 10 characters; not a common password, not your account name', different: 'The two are not the same', passwordChanged: 'Password changed',
  },
  roles: { applicant: 'Applicant', 'unit-approver': 'Unit approver', 'security-officer': 'Security officer', reviewer: 'Log reviewer', administrator: 'Administrator' },
  states: {
    draft: 'Draft', 'unit-review': 'With the unit', 'sent-back': 'Sent back', 'security-review': 'With security', confirming: 'Changes to confirm', acknowledging: 'Veto to acknowledge', approved: 'Approved',
    vetoed: 'Vetoed', withdrawn: 'Withdrawn', cancelled: 'Cancelled', lapsed: 'Lapsed', used: 'Finished',
  },
  next: {
    draft: 'Not submitted yet', 'unit-review': 'Submitted; waiting for the unit', 'sent-back': 'The unit sent it back: please correct and submit again', 'security-review': 'The unit agreed; waiting for the security office',
    confirming: 'The security office changed something: please confirm', acknowledging: 'The security office vetoed it: please acknowledge', approved: 'Approved. Every visitor gets a text message with a link to the pass', vetoed: 'Vetoed', withdrawn: 'Withdrawn',
    cancelled: 'Cancelled; its passes are void', lapsed: 'Its dates have passed', used: 'The visit is over',
  },
  do: {
    withdraw: 'Withdraw', cancel: 'Cancel the visit', confirm: 'Agree to the changes', contest: 'Disagree', acknowledge: 'I have read this', discard: 'Delete draft', submit: 'Submit', resubmit: 'Submit again',
    'unit-pass': 'Approve', 'unit-change-pass': 'Correct and approve', 'unit-send-back': 'Send back', 'security-pass': 'Pass', 'security-change-pass': 'Change and pass', 'security-change-return': 'Change and ask applicant', 'security-veto': 'Veto',
  },
  ask: {
    withdraw: 'The approval stops for good. You can still copy it into a new application.', cancel: 'All its passes become void at once; nobody gets in with them.', confirm: 'The application goes on with the changes.',
    contest: 'The application returns to what you submitted and goes to the security office with your reason.', acknowledge: 'Confirm that you have read why.', discard: 'The draft and the personal data in it are deleted for good.',
    'unit-pass': 'It then goes to the security office.', 'unit-change-pass': 'The corrections are kept in the history; it then goes to the security office.', 'unit-send-back': 'Say what has to be mended; the applicant can then submit again.',
    'security-pass': 'Passes are made at once and every visitor gets a text message.', 'security-change-pass': 'Passes are made from the changed application; it does not go back to the applicant.', 'security-change-return': 'The applicant confirms the changes, then you pass it.', 'security-veto': 'Say why. The applicant acknowledges it, and the application ends.',
  },
  done: {
    create: 'Created', edit: 'Edited', submit: 'Submitted', resubmit: 'Submitted again', withdraw: 'Withdrawn', discard: 'Deleted', 'unit-pass': 'Unit approved', 'unit-change-pass': 'Unit corrected and approved', 'unit-send-back': 'Unit sent it back',
    'security-pass': 'Security passed', 'security-change-pass': 'Security changed and passed', 'security-change-return': 'Security changed, to be confirmed', 'security-veto': 'Security vetoed', confirm: 'Applicant agreed', contest: 'Applicant disagreed',
    acknowledge: 'Applicant acknowledged', 'emergency-admitted': 'Let in by a guard before the approval', 'emergency-confirmed': 'Emergency admission confirmed', 'emergency-objected': 'Objected to the emergency admission', cancel: 'Cancelled', lapse: 'Lapsed', finish: 'Finished', remind: 'Reminder sent', escalate: 'Escalated', reissue: 'Pass reissued', block: 'Pass blocked', unblock: 'Pass unblocked', revoke: 'Pass revoked',
  },
  who: { system: 'System', for: 'for {name}', applicant: 'applicant', unit: 'unit', security: 'security office' },
  deadline: {
    submit: 'Submit by {at}', decide: 'Decide by {at}', over: 'the deadline has passed', days: '{days} d {hours} h left', hours: '{hours} h {minutes} min left', minutes: '{minutes} min left',
  },
  change: { from: 'was', to: 'is now', nothing: '(empty)', count: 'Changes: {n}' },
  path: {
    purpose: 'Purpose', unit: 'Unit', campus: 'Campus', gates: 'Gates', kind: 'Kind', host_name: 'Host', host_mobile: 'Host’s mobile', note: 'Note', periods: 'Periods', vehicles: 'Vehicles', persons: 'Visitors',
    periods_n: 'Period {n}', vehicles_n: 'Vehicle {n}', persons_n: 'Visitor {n}', name: 'Name', sex: 'Sex', mobile: 'Mobile', document_kind: 'Document', document_number: 'Document number', vehicle: 'Vehicle',
    plate: 'Plate', from: 'From', to: 'To', state: 'State', refused: 'Why refused',
  },
  sex: { M: 'male', F: 'female' },
  document_kind: {
    'resident-id': 'Resident ID card', passport: 'Passport', 'hk-macao-permit': 'Hong Kong/Macao travel permit', 'hk-macao-taiwan-residence': 'Hong Kong/Macao/Taiwan residence permit', 'taiwan-permit': 'Taiwan travel permit', 'permanent-residence': 'Foreign permanent resident card',
  },
  document_hint: {
    'resident-id': '18 characters; the last can be X', passport: 'Letters and digits', 'hk-macao-permit': 'H or M, then 8 digits', 'hk-macao-taiwan-residence': '18 characters beginning with 81, 82 or 83', 'taiwan-permit': '8 digits', 'permanent-residence': '15 characters (3 letters, 12 digits) or 18 beginning with 9',
  },
  fault: {
    document: { length: 'The number has the wrong length', character: 'A character that cannot be in it', region: 'No such region: please check', date: 'No such birth date: please check', check: 'The check digit does not fit: compare digit by digit', form: 'Not a number of this kind of document' },
    mobile: { length: 'A mobile number has 11 digits', character: 'Digits only', prefix: 'No mobile network has these first digits' },
    plate: { empty: 'Please enter the plate', character: 'Plates have no I, no O and no other signs', province: 'Begin with the province’s character', length: 'Wrong length for a plate', form: 'Not the form of any plate: please check' },
  },
  person: {
    name: 'Name', nameHint: 'As in the document', documentKind: 'Document', documentNumber: 'Document number', derived: '{sex}, born {born}: please check', sex: 'Sex', mobile: 'Mobile number', mobileHint: 'The pass is sent to this number',
    vehicle: 'Comes', onFoot: 'on foot', rides: 'rides in {plate}', maskedHint: 'Now {now}; leave empty to keep',
  },
  plate: {
    label: 'Plate', example: 'e.g. 京A12345', hint: 'Type it, or use the plate keys', showKeys: 'Plate keys', hideKeys: 'Hide keys', provinces: 'Provinces', characters: 'Letters and digits', erase: 'Delete', done: 'Done',
    kinds: {
      ordinary: 'ordinary plate', 'new-energy-small': 'new energy, small', 'new-energy-large': 'new energy, large', police: 'police', trailer: 'trailer', learner: 'driving school', 'hong-kong': 'from Hong Kong', macao: 'from Macao', consular: 'consular', embassy: 'embassy', emergency: 'fire and rescue',
    },
  },
  period: {
    day: 'Day', firstDay: 'First day', lastDay: 'Last day', from: 'From', to: 'Until', closed: '{day} (closed)', tooLate: '{day} (too late)', holiday: '{day} (day off)', past: 'Choose a day', most: 'At most {days} days in one period',
    backwards: 'The end must be after the start', add: 'Add another period', remove: 'Remove period {n}', campusFirst: 'Choose the campus first; it decides which days are possible.', chooseCampus: 'Choose the campus',
  },
  unit: { hint: 'Type the name or its pinyin initials', search: 'Find a unit', found: 'Units found: {n}', none: 'None found; try another spelling' },
  twice: { mobile: 'This mobile number is used twice: please check', document: 'This document number is used twice: please check', plate: 'This plate is used twice: please check' },
  mine: {
    title: 'My applications', apply: 'Apply for a visit', filter: 'Filter by state', search: 'Number, purpose, host or plate', none: 'No applications yet. Begin with “Apply for a visit” above.', nothingFound: 'No application matches', noPurpose: '(no purpose yet)',
    entrants: 'Visitors: {persons}, vehicles: {vehicles}', walkUp: 'Applied at the gate', hints: 'To look at: {n}', groups: { all: 'All', todo: 'For me', running: 'In review', approved: 'Approved', past: 'Past' },
  },
  editor: {
    title: 'Apply for a visit', correct: 'Correct the application', steps: 'Steps', basics: 'Basics', periods: 'When', entrants: 'Who', review: 'Check', toReview: 'Check it', sentBack: 'Why the unit sent it back', closed: 'This application has been submitted and cannot be edited.', look: 'View it',
  },
  draft: {
    saved: 'Draft saved', unsaved: 'Unsaved changes…', saving: 'Saving…', failed: 'The draft is not saved yet', conflict: 'This draft was changed in another window', conflictText: 'What you typed here is still here. Choose which to keep.',
    keepMine: 'Keep what is here', takeTheirs: 'Take the other',
  },
  basics: {
    purposeHint: 'For example: a lecture, a repair, a family visit', unit: 'Unit to visit', single: 'One entry; up to {ahead} days ahead', multiple: 'Many entries; periods of up to {days} days, up to {ahead} days ahead', deadline: 'For a visit on the next day, submit before {clock}.',
    nextDay: 'Earliest day: {day}.', gatesHint: 'Choose one or more; visitors can use any of them', footOnly: 'on foot only', hostHint: 'Who receives the visitors on campus', myself: 'I am the host',
  },
  entrants: {
    vehicles: 'Vehicles', vehiclesHint: 'Skip this if nobody comes by car. Every vehicle needs at least one visitor who rides in it.', plate: 'Plate {n}', addVehicle: 'Add a vehicle', removeVehicle: 'Remove vehicle {n}', persons: 'Visitors ({n})', addPerson: 'Add a person', book: 'Earlier visitors', import: 'Paste a list', invite: 'Let them fill in',
    incomplete: 'incomplete', removePerson: 'Remove {name}', removed: 'Removed', personDone: 'Done', noneYet: 'Nobody yet. Choose a way to add visitors:', added: '{n} added',
  },
  book: { search: 'Find by name', empty: 'No earlier visitors', take: 'Add {n}' },
  import: {
    text: 'Copy from a spreadsheet and paste, or choose a CSV file. One person a line. Name the columns in the first line, in any order; without that the order is name, sex, mobile, kind of document, number, plate.', example: '张三,女,13800138000,身份证,11010519491231002X,京A12345', paste: 'List', file: 'Or a CSV file', read: 'Check the list',
    good: 'Good lines: {n}', wrong: 'Lines with faults, left out: {n}', line: 'Line {n}', truncated: 'The list is too long; only the first part was read', take: 'Add these {n}',
  },
  invite: {
    text: 'Make a link and send it: the visitor fills in and confirms their own data, which then appears here.', label: 'For whom (to tell them apart)', make: 'Make a link', copy: 'Copy link', copied: 'Link copied', copyByHand: 'Please copy the link by hand', drop: 'Void this link', empty: 'No links yet',
    filled: 'Filled in {at}', waiting: 'Waiting; valid until {at}',
  },
  check: {
    errors: 'To mend: {n}', tooLate: 'Too late for the chosen day', otherDay: 'Choose another day', hints: 'Please look at', compare: 'Compare mobiles and plates', compareText: 'Messages go to these numbers and barriers read these plates. A wrong digit keeps people out.', compared: 'I have compared every number and plate', submit: 'Submit',
  },
  receipt: {
    title: 'Submitted', number: 'Number', next: 'What happens next', unit: '{unit} approves', unitText: 'Its approvers have been told.', security: 'The security office reviews', securityText: 'If it changes something, you will be asked.', sms: 'Passes by text message', smsText: 'Every visitor gets a link of their own. At the gate they show the code and bring the document.',
    look: 'View the application', mine: 'Back to my applications',
  },
  detail: {
    title: 'Application', facts: 'What was applied for', periods: 'When', entrants: 'Visitors: {persons}, vehicles: {vehicles}', applicant: 'Applicant', hints: 'Please look at', refused: 'Refused: {why}', passes: 'Passes', history: 'History', copy: 'Copy to a new one', goOn: 'Go on filling in', correct: 'Correct and submit again',
    remark: 'Remark ({who}):',
  },
  pass: { open: 'Open pass page', copy: 'Copy link', copied: 'Link copied', states: { active: 'valid', blocked: 'blocked', revoked: 'revoked' }, reason: 'Reason', block: 'Block', unblock: 'Unblock', revoke: 'Revoke', reissue: 'Reissue' },
  message: { resend: 'Send again', resent: 'Sent again', none: 'No message sent', states: { waiting: 'waiting', sending: 'sending', sent: 'sent', delivered: 'delivered', failed: 'failed' } },
  channel: { sms: 'SMS', mail: 'E-mail', email: 'E-mail' },
  queue: {
    title: 'To approve', settledToo: 'Show settled ones too', empty: 'Nothing waits for approval', chooseAll: 'Select all', chooseNone: 'Select none', choose: 'Select {number}', pass: 'Approve {n}', passText: 'Applications selected: {n}. All of them will be approved.', passed: '{n} approved', failed: 'Not settled: {n}',
  },
  review: { title: 'Approve' },
  refuse: { do: 'Refuse', undo: 'Undo', marked: 'To be refused:', title: 'Refuse {name}', text: 'Only this one is refused; the rest goes on. It takes effect when you approve.', reason: 'Reason', tooLong: 'Too long, please shorten it', mark: 'Mark as refused', count: 'Refused: {n}.' },
  correct: { title: 'Correct', text: 'Change only what needs it. Personal data is shown masked; empty means unchanged.', person: 'Correct {name}', take: 'Next', count: 'Kinds of corrections: {n}.' },
  reveal: { show: 'Reveal (recorded)', hide: 'Hide' },
  delegation: {
    title: 'Deputy', text: 'A deputy decides while you are away. What they do is marked as done for you.', new: 'Name a deputy', deputy: 'Deputy', add: 'Name', given: 'Deputies', none: 'No deputy named', end: 'End',
  },
  invited: {
    title: 'Visitor registration', host: 'Invited by', yours: 'Your data', privacy: 'Used only for this visit and its checks, and deleted after the set time.', pictures: 'If a guard has to let the car in by hand, its picture is kept for {days} days for the security office.', how: 'How do you come?', byCar: 'by car', send: 'Confirm and send', thanks: 'Received, thank you', thanksText: 'Once approved, a link to your pass is sent to your mobile. Bring your document with you.',
  },
  desk: {
    filters: 'Filters',
    title: 'To review', all: 'All applications', list: 'Applications', search: 'Search', searchHint: 'Number, purpose, host, plate, last four of a document', every: 'All', from: 'Visits from', to: 'to', pass: 'Pass {n} selected', passHint: 'Tick to pass several at once; click a row to see it.',
    empty: 'Nothing waits for review', number: 'Number', when: 'When', back: 'Back to the list',
  },
  passAsk: {
    block: 'The gate shows “blocked”. You can lift it at any time.', unblock: 'The pass becomes valid again.', revoke: 'A revoked pass never becomes valid again; reissue it if it is needed.', reissue: 'The old code becomes void at once; a new link goes to the same mobile.',
  },
  barred: {
    title: 'Barred list', text: 'Persons and vehicles on it are stopped at submission and approval, and show red at the gate.', add: 'Add to the list', added: 'Added to the list', empty: 'The list is empty', kind: 'Kind', kinds: { person: 'Person', plate: 'Vehicle' }, label: 'Name (to tell them apart)', reason: 'Reason',
    until: 'Until {at}', untilDay: 'Until', untilHint: 'Empty: without end', forever: 'without end', lift: 'Lift', lifted: 'Lifted', liftText: '{name} can then apply and come in again.',
  },
  messages: {
    title: 'Messages', refresh: 'Refresh', empty: 'No messages', at: 'Time', to: 'To', purpose: 'Purpose', body: 'Text', hidden: '(not shown outside demonstrations)', tries: 'Tries: {n}', maybeTwice: 'The provider did not answer; it may have gone out', do: 'Action',
    purposes: { 'pass-issued': 'Pass', 'to-approve': 'To approve', 'to-review': 'To review', reminder: 'Reminder', escalation: 'Escalation', decision: 'Decision', 'pass-revoked': 'Pass revoked', 'sent-back': 'Sent back', cancelled: 'Cancelled', state: 'Progress', emergency: 'Emergency to confirm' },
  },
  accounts: {
    title: 'Accounts and roles', add: 'Add an account', search: 'Find by account or name', empty: 'No account matches', active: 'Active', inactive: 'Off', reset: 'Reset password', resetText: 'Make a one-time password for {name}? The old one stops working at once.', oneTime: 'One-time password for {name}, shown only now:',
    unit: 'Unit', noted: 'I have noted it', firstPassword: 'First password', role: 'Role {n}', everyUnit: 'Every unit', everyCampus: 'Every campus', addRole: 'Add a role', removeRole: 'Remove role {n}',
  },
  units: {
    title: 'Units', add: 'Add a unit', name: 'Name', nameEn: 'English name', pinyin: 'Pinyin initials', pinyinHint: 'Small letters, for searching, such as jsjxy', parent: 'Part of', quota: 'Visitors a day at most', quotaHint: 'Empty: no limit', noQuota: 'no limit',
  },
  campuses: {
    title: 'Campuses and days', deadline: 'Deadline for the next day', deadlineHint: 'After this time nothing can be submitted for the next day', gates: 'Gates', vehicles: 'Vehicles may pass', days: 'Calendar', daysText: 'Choose a day to open or close it, or to make it a working day or a day off.', open: 'open', closed: 'closed', working: 'working day', off: 'day off',
    until: 'until {clock}', openLong: 'Visits are possible', workingLong: 'Working day (approvers are at work)', ownDeadline: 'Deadline for visits on this day', ownDeadlineHint: 'Empty: as the campus has it',
  },
  settings: {
    title: 'Settings',
    names: {
      gate_fresh_minutes: 'Booths: minutes for which data count as fresh', gate_stale_hours: 'Booths: hours offline that still show green', gate_take_back_minutes: 'Booths: minutes to take an admission back', gate_live_code: 'Booths: a printed or photographed code asks for the ID document', gate_touch_before_admit: 'Booths: each admission is confirmed with a touch', gate_second_guard: 'Booths: letting in against the verdict needs a second guard', gate_keep_days: 'Booths: days that entries are kept after upload', gate_privacy_seconds: 'Booths: seconds until personal data leave the screen', gate_green_seconds: 'Booths: seconds that green is shown', gate_emergency_admission: 'Booths: a guard may let a walk-up applicant in before the approval, by telephone', gate_evidence_days: 'Booths: days that pictures are kept of cars let in by hand or not expected (0: none are taken)',
      deadline_last_working_day: 'The deadline lies on the last working day before the visit', remind_deputy_minutes: 'Remind deputies this many working minutes before the deadline', remind_office_minutes: 'Tell the security office this many working minutes before the deadline', link_rate_per_minute: 'Unknown links a minute that one address may open',
      session_idle_minutes: 'Sign out after idle minutes', session_absolute_hours: 'Sign out after hours at most', retention_days: 'Days that personal data is kept', remind_before_minutes: 'Remind approvers this many minutes before the deadline', sms_provider: 'SMS provider', pass_live_code: 'Live codes on pass pages',
      invitation_days: 'Days that an invitation link is valid', escalate_before_minutes: 'Escalate this many minutes before the deadline', quota_default: 'Visitors a day where a unit has no limit of its own',
    },
  },
  entries: {
    title: 'Entries', csv: 'Export a table', verdict: 'Verdict', booth: 'Booth', mark: 'Mark', overrides: 'Only what was let in against the verdict', aside: 'Records that could not be used', asideText: 'Booths handed these up and they could not be used. They are kept as they came; please look at them.', line: 'As it came', settle: 'Mark as settled', settled: 'Marked as settled', empty: 'No entry matches',
    arrived: 'arrived {at}', who: 'Who', what: 'What', guard: 'Guard',
    picture: 'Look at the picture', pictureText: 'Taken by the camera of the lane. Looking at it is recorded in the audit trail.', pictureAlt: 'The car at {at}',
    colours: { green: 'Green: let in', amber: 'Amber: checked', red: 'Red: not let in' }, directions: { in: 'in', out: 'out' }, marks: { any: 'Any mark', conflict: 'Used twice', gap: 'Entries missing', broken: 'Chain broken', settled: 'Settled' },
    kinds: { admit: 'Let in', shown: 'Scanned', 'decide-admit': 'Let in after a check', refuse: 'Refused', override: 'Let in against the verdict', 'take-back': 'Taken back', exit: 'Left', 'sign-in': 'Guard signed in', 'sign-out': 'Guard signed out' },
    codes: { unreadable: 'Not readable', 'other-content': 'Another content under its number', altered: 'Altered', 'taken-id': 'Its id is taken', 'emergency-unreadable': 'Emergency admission not readable', 'application-unreadable': 'Walk-up application not readable', 'application-incomplete': 'Walk-up application incomplete', 'application-barred': 'Walk-up applicant is barred', 'application-quota': 'Walk-up over the quota of the unit', 'application-over': 'Walk-up arrived after its time' },
    why: { 'phone-confirmed': 'Confirmed by telephone', 'host-present': 'Host is present', emergency: 'Emergency', 'device-fault': 'Device fault', 'official-duty': 'Official duty', other: 'Other' },
  },
  emergency: {
    title: 'Emergency admissions', text: 'When the network is down or time is short, a guard may let a walk-up applicant in after a telephone call. The security office checks afterwards. Looking at a slip is audited.', empty: 'No emergency admissions', states: { open: 'To be confirmed', confirmed: 'Confirmed', objected: 'Objected' },
    approver: 'Allowed by', reason: 'Reason', application: 'Application', none: 'Refused when it arrived, no number', slip: 'See the slip', slipText: 'The signed slip, as the booth’s camera took it.', slipAlt: 'Picture of the signed slip of walk-up {number}', noSlip: 'No picture: the slip is at the gate', confirm: 'Confirm', object: 'Object',
    confirmText: '{approver} was asked and did allow this admission.', objectText: 'Say what is wrong. The gate and the unit will see it.', confirmed: 'Confirmed', objected: 'Objection noted',
  },
  reasons: {
    ok: 'Good', 'not-a-pass': 'Not a pass', forged: 'Forged', revoked: 'Revoked', barred: 'Barred', blocked: 'Blocked', 'unknown-key': 'Unknown key', 'not-expected': 'Not expected', 'not-issued': 'Not issued', 'already-used': 'Already used', expired: 'Expired', 'too-early': 'Too early', 'wrong-gate': 'Wrong gate', 'wrong-holder': 'Wrong holder',
    'store-error': 'Store error', 'clock-unsure': 'Clock unsure', 'key-stale': 'Keys too old', 'offline-unconfirmed': 'Offline, unconfirmed', 'new-pass': 'New pass', 'stale-replica': 'List too old', 'other-gate-offline': 'Offline, not its home gate', 'already-inside': 'Already inside', choose: 'To be chosen', 'typed-number': 'Typed number', 'static-code': 'Static code',
  },
  devices: {
    title: 'Booths', text: 'Each booth is enrolled with a one-time code. Here one sees how fresh its data are and what waits there.', add: 'Enrol a booth', empty: 'No booth is enrolled yet', active: 'Working', silent: 'Out of contact', revoked: 'Out of service', forked: 'Two devices speak as this one: take it out of service and find out why', seen: 'Last contact', synced: 'Data updated', waiting: 'Entries waiting', clock: 'Clock is off by', seconds: '{n} s',
    disk: 'Disk', temperature: 'Temperature', program: 'Program', fingerprint: 'Fingerprint', since: 'Enrolled', never: 'never', now: 'just now', minutes: '{n} min ago', hours: '{n} h ago', makeCode: 'Make a code', codeText: 'Type it at the booth, or scan it there. It works once, until {at}:', picture: 'The one-time code as a QR code', compare: 'Then compare the fingerprints on the booth\'s screen and on this page.',
    stick: 'USB stick', revoke: 'Take out of service', revokeText: '{name} will hand up what waits, then wipe its keys and its list for good. It can only be enrolled anew.',
  },
  stick: {
    title: 'USB stick: {name}', out: 'To the booth', outText: 'A booth without a network takes its list from a USB stick. The file is signed, and of use to this booth alone.', fetch: 'Download for the stick', fetched: 'Downloaded. Put it on a stick, plug it in at the booth, and press "USB stick" there on "Updates and network".',
    back: 'Back from the booth', backText: 'The booth writes its entries on the same stick. Choose the file that ends in .entries.', choose: 'Choose the file of entries', sending: 'Taking them in…', taken: 'Taken in: the server has them up to number {n}.', aside: 'Taken in up to number {n}. Some need a look, see Entries.',
    gap: 'Earlier ones are missing: taken in up to number {n} only. Give the booth a new file first, and fetch its entries again.', nothing: 'This file holds no entries of ours.',
  },
  guards: {
    title: 'Guards', text: 'Guards sign in at the booths with a PIN, also without a network. A change reaches the booths within seconds.', add: 'Add a guard', empty: 'No guard yet', pin: 'PIN', pinHint: '6 to 12 digits that only they know', pinStays: 'Leave empty to keep it', may: 'May', rights: { admit: 'check and let in', override: 'let in against the verdict', settings: 'change the booth\'s settings' },
  },
  audit: { title: 'Audit log', subject: 'Subject', who: 'Who', action: 'Action', detail: 'Detail', from: 'From', empty: 'No entry matches' },
  persons: {
    title: 'Personal data', text: 'Find everything held of one person by their document, hand it out to them, or erase it at their request. Everything done here is audited.', find: 'Find', found: 'Records found: {n}', none: 'Nothing is held of this person.', export: 'Export', exported: 'Exported', erase: 'Erase personal data',
    eraseText: 'Name, mobile and document number are erased for good. Visits that are not over are kept until they are.', understood: 'I want to erase it', erased: 'Records erased: {n}', kept: 'Kept for now:',
  },
}
