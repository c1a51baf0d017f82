/** Swaps: asked for and answered on the phone, approved in the office. */
export const enSwaps = {
  'swap.asked': 'Waits for the colleague',
  'swap.taken': 'The colleague agreed; waits for approval',
  'swap.agreed': 'Approved',
  'swap.refused': 'Refused',
  'swap.withdrawn': 'Withdrawn',
  'swap.lapsed': 'Lapsed: the shift has begun',
  'swap.act.agree': 'Take the shift',
  'swap.act.approve': 'Approve',
  'swap.act.refuse': 'Refuse',
  'swap.act.withdraw': 'Withdraw the request',
  'error.code.swap-with-himself': 'A swap needs two people.',
  'error.code.swap-open': 'There is a request for this shift already. Withdraw it first.',
  'error.code.no-such-shift': 'There is no shift to give away on that date.',
  'error.code.shift-begun': 'The shift has begun. It can no longer be swapped.',
  'error.code.plan-changed':
    'The plan has changed since it was asked for. Withdraw the request and ask anew.',
  'error.code.other-group': 'Only a colleague of the same group can take a shift.',
  'error.code.taker-on-leave': 'The colleague is on leave then and cannot take the shift.',
  'error.code.taker-on-shift': 'The colleague is on shift then and cannot take another.',
  'error.code.no-such-swap': 'There is no such request.',
  'error.code.not-your-swap': 'The colleague who takes the shift answers; a leader approves.',
} as const;
