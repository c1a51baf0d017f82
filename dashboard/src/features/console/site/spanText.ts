const format = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  hourCycle: 'h23',
  minute: '2-digit',
});

/** Day and time of the district, short: for axes that span days and for lists. */
export function spanText(ms: number): string {
  return format.format(ms);
}
