/* Lists from files. */
export default {
  samples: {
    open: 'Sample messages',
    title: 'What messages to visitors look like',
    text: 'Written by the rules that write real ones, about a made-up visit. The parts include a signature of 12 characters.',
    purposes: { approved: 'Approved', revoked: 'Passes revoked', cancelled: 'Visit cancelled' },
    parts: 'Characters: {characters}, parts: {n}',
  },
  days: {
    span: 'Set a span of days',
    import: 'Import holidays',
    from: 'First day',
    to: 'Last day',
    tooLong: 'The last day is not before the first, and a span has at most {n} days',
    working: 'Working days or days off',
    week: 'Monday to Friday are working days',
    store: 'Save {n} days',
  },
  sheet: {
    open: 'Import a list',
    file: 'Or choose a file',
    check: 'Check the list',
    understood: 'Lines to store: {n} of {all}',
    faulty: 'Lines left out because of faults: {n}',
    truncated: 'The list is too long. Only the first {n} lines were read.',
    more: 'Lines not shown: {n}',
    apply: 'Store the good lines ({n})',
    stored: 'Lines stored: {n}',
    outcomes: { new: 'New', changed: 'Changed', same: 'Unchanged', faulty: 'Faulty' },
    barred: {
      title: 'Import the barred list',
      hint:
        'The first line names the columns: document, ID number, plate, name, reason, until, campus. ' +
        'Each line has one document or one plate. The last day is included. Without a date the bar has no end.',
    },
    units: {
      title: 'Import units',
      hint:
        'Columns: unit code, parent unit, name, English name, pinyin, visitors a day, approvers, in use. ' +
        'A unit is found by its code, or by its name if it has none. A parent is written by code or name, before its units. ' +
        'Approvers are accounts, separated by semicolons. The list adds approvers and removes none.',
    },
    accounts: {
      title: 'Import accounts',
      hint:
        'Columns: account, name, mobile number, e-mail, unit, roles, in use. At most 100 lines at once. Empty cells change nothing. ' +
        "Roles are separated by semicolons and written as role:unit, role{'@'}campus or role:unit{'@'}campus. " +
        'First passwords of new accounts are shown once, after the import.',
      passwords: 'First passwords',
      passwordsText:
        'Hand them over in person. They are changed at the first sign-in and expire after 3 days. They are not shown again.',
      copy: 'Copy all',
      copied: 'Copied',
    },
    days: {
      title: 'Import holidays and working weekends',
      hint:
        'Choose a published calendar (ICS), or paste a list with the columns date, last day, kind (working or off), ' +
        'open (yes or no), note. Events whose name says “working day” are working days, all others days off. ' +
        'Where nothing says whether the campus is open, that stays. Days before today stay as they are.',
    },
  },
}
