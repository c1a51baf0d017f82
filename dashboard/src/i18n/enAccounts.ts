/** Signing in, and the accounts that do, in English. */
export const enAccounts = {
  'office.account.locked': 'Locked',
  'office.account.lockedUntil': 'Locked until {{time}}',
  'office.account.lockedAnywhere': 'every new address',
  'office.account.unlock': 'Unlock',
  'error.code.too-many-failed-sign-ins':
    'Too many wrong passwords. Try again after {{time}}, or ask an administrator to unlock the account',
  'act.sign-in-locked': 'Locked sign-ins',
  'act.unlock-account': 'Unlocked an account',
  'reason.failures-from-address': 'Wrong passwords in a row from one address',
  'reason.failures-everywhere': 'Wrong passwords in a row from many addresses',
} as const;
