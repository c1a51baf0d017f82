/** What a screen says of its own truth, in Chinese. */
export const zhTruth = {
  'truth.serverBlind': '服务器读不到数据库',
  'truth.clock.fast': '本机时钟快 {{by}}，已按服务器时间校正',
  'truth.clock.slow': '本机时钟慢 {{by}}，已按服务器时间校正',
  'truth.by.s': '{{s}} 秒',
  'truth.by.min': '{{min}} 分 {{s}} 秒',
  'truth.by.h': '{{h}} 小时 {{min}} 分',
  'truth.by.d': '{{d}} 天 {{h}} 小时',
  'truth.stuck': '{{time}} 画面卡顿 {{s}} 秒',
  'truth.slept': '{{time}} 本机休眠 {{by}}',
  'truth.differs': '{{time}} 与数据库核对不符，正在重取',
  'truth.healed': '{{time}} 与数据库核对不符，已重取',
  'truth.agreed': '{{time}} 已与数据库核对一致',
  'truth.newPage': '有新版页面 · 点此刷新',
  'truth.asOf': '截至 {{time}}',
} as const;
