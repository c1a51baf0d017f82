/** Signing in, and the accounts that do, in English. */
export const enAccounts = {
  'session.ended': 'Your session has ended',
  'session.ended.hint':
    'Nothing you do now is saved. Sign in beside this page, then come back to it; what is on it stays until you leave it.',
  'session.ends': 'Sign-in ends {{when}}',
  'session.ends.lastDay': 'Sign-in ends in {{left}} ({{when}})',
  'session.ends.wall': 'Then the wall stops. Signing in before that interrupts nothing',
  'session.signIn': 'Sign in again',
  'office.account.sessions': 'Signed in',
  'office.account.sessionCount_one': '{{count}} browser',
  'office.account.sessionCount_other': '{{count}} browsers',
  'office.account.lastSeen': 'last used',
  'office.account.endSessions': 'Sign out everywhere',
  'office.account.endSessionsSure': 'Really everywhere?',
  'act.end-sessions': 'Signed an account out everywhere',
  'office.account.locked': 'Locked',
  'office.account.lockedUntil': 'Locked until {{time}}',
  'office.account.lockedAnywhere': 'Every new address',
  'office.account.unlock': 'Unlock',
  'error.code.not-signed-in': 'Your session has ended. Sign in again',
  'error.code.too-many-failed-sign-ins':
    'Too many wrong passwords. Try again in {{wait}}, or ask an administrator to unlock the account',
  'act.sign-in-locked': 'Locked sign-ins',
  'act.unlock-account': 'Unlocked an account',
  'reason.failures-from-address': 'Wrong passwords in a row from one address',
  'reason.failures-everywhere': 'Wrong passwords in a row from many addresses',
} as const;
