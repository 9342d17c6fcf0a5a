/* Texts in English: filters that one saved for a list. */
export default {
  filters: {
    title: 'Saved filters',
    none: 'None chosen',
    manage: 'Manage',
    save: 'Save these filters',
    name: 'Name',
    hint: 'Such as: South gate, not admitted',
    left: 'Filters about one visitor, such as name, plate or pass number, are not saved.',
    initial: 'The list opens with it',
    use: 'Use',
    replace: 'Replace with current filters',
    setInitial: 'Open the list with it',
    unsetInitial: 'Stop opening the list with it',
    rename: 'Rename',
    remove: 'Delete',
    done: { saved: 'Saved', removed: 'Deleted' },
  },
}
