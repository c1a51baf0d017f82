/** Signing in, and the accounts that do, in Chinese; `enAccounts.ts` must have the same ones. */
export const zhAccounts = {
  'office.account.locked': '登录锁定',
  'office.account.lockedUntil': '锁定至 {{time}}',
  'office.account.lockedAnywhere': '所有新地址',
  'office.account.unlock': '解锁',
  'error.code.too-many-failed-sign-ins': '密码错误次数过多，请在 {{time}} 后再试，或请管理员解锁',
  'act.sign-in-locked': '登录锁定',
  'act.unlock-account': '解锁账号',
  'reason.failures-from-address': '同一地址连续输错密码',
  'reason.failures-everywhere': '多处连续输错密码',
} as const;
