/** Messages in the application, worded from step and facts. */
export const enMessages = {
  'told.place': '{{site}}, {{severity}} violation',
  'told.position': '{{sentence}} (minute {{minute}} of {{of}})',
  'told.said': '{{sentence}}: {{comment}}',
  'told.nobody': 'nobody holds the order',
  'told.swap-asked': 'Shift to take: {{giver}} asks {{taker}} to take {{hours}}; please answer',
  'told.swap-taken':
    'Swap to approve: {{taker}} would take {{hours}} from {{giver}}; the group leader decides',
  'told.swap-agreed': 'Swap approved: {{taker}} works {{hours}} in place of {{giver}}',
  'told.swap-refused': 'Swap refused: {{giver}} works {{hours}} as planned',
  'told.swap-withdrawn': 'Swap withdrawn: {{giver}} works {{hours}} as planned',
  'told.offer': 'New order: {{place}}. Accept and go there',
  'told.offer-lapsed': 'Order passed on: {{place}}. You need not go',
  'told.nobody-found': 'Nobody to send: {{place}}. Assign someone by hand',
  'told.warn': 'Time is running out: {{place}}. Not there yet: {{who}}',
  'told.breach': 'Overdue: {{place}}. Not there in time: {{who}}',
  'told.escalate': 'Escalated: {{place}}. Still not there: {{who}}',
  'told.recall': 'Order recalled: {{place}}. You need not go',
  'told.arrival-claim':
    'Arrival to confirm: {{place}}. {{who}} says to be there, with too little proof: check it',
  'told.arrival-conflict':
    'Arrival in doubt: {{place}}. The proofs of {{who}} contradict each other: check them',
  'told.arrival-refused': 'Arrival not confirmed: {{place}}. Go on, and give further proof',
  'told.breach-withdrawn': 'Breach withdrawn: {{place}}. {{who}} arrived in time, or has more time',
  'told.extension-asked': 'More time asked for: {{place}}. {{who}} needs it: please decide',
  'told.extension-approved': 'More time given: {{place}}',
  'told.extension-refused': 'More time refused: {{place}}. Be there by the first due time',
  'told.nobody-in-time':
    'Nobody can be there in time: {{place}}. Offered to the nearest at once: please coordinate',
  'told.nobody-in-time-roughly':
    'Probably nobody can be there in time: {{place}}. Judged roughly, by the areas of people whose position is not known. Offered to the nearest at once: please coordinate',
  'told.whereabouts-unknown':
    'Not known whether he comes: {{place}}. {{who}} accepted, but where he is is not known; please call',
  'told.will-be-late-roughly':
    'May be late: {{place}}. Not expected in time, judged roughly, position not known: {{who}}',
  'told.will-be-late': 'Will be late: {{place}}. Not expected in time: {{who}}',
};
