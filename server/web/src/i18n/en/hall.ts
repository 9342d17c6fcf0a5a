/* The English texts of the service hall. */
export default {
  hall: {
    title: 'Entry of visitors and outside vehicles',
    lead: 'Choose what you need. After signing in you come straight to its form.',
    choose: 'What do you need?',
    flows: {
      pedestrian: 'Visitors on foot',
      vehicle: 'Outside vehicles',
      'multi-entry': 'Repeated entry',
      works: 'Building works and deliveries',
      staff: 'Staff without their card',
    },
    hints: {
      pedestrian: 'Once on one day, without a vehicle',
      vehicle: 'Once on one day, with the plate and everybody in the vehicle',
      'multi-entry': 'In and out several times within a period',
      works: 'Workers and deliveries, several times within a period',
      staff: 'For yourself, when you left your card at home',
    },
    shutNow: 'Not available now',
    shut: 'The university takes no such applications now. Ask the security office when it will.',
    notYours: 'Not open to your account. If you need it, ask the security office.',
    mine: 'My applications and open items',
    closed: '“{name}” can’t be applied for now',
    unknown: 'There is no such kind of application',
    closedText: 'It may be suspended, or not be open to you. If in doubt, ask the security office.',
    noneOpen: 'There is nothing that you can apply for now. Please ask the security office.',
    openNow: 'You can apply for',
    list: 'My applications',
  },
}
