/** Texts of the wall's queue in Chinese. */
export const zhQueue = {
  'eta.in': '预计 {{n}} 分后到',
  'eta.soon': '马上就到',
  'eta.past': '预计时间已过',
  'eta.late': '晚 {{n}} 分到',
  'eta.lateSome': '不能按时到',
  'eta.nobody': '无人能按时到',
  'queue.flood': '报警泛滥',
  'queue.flood.rate': '10 分钟 {{n}} 条',
  'queue.claim': '待值班员核定',
  'queue.group.site': '{{n}} 条',
  'queue.group.cause': '{{sites}} 家 {{n}} 条',
  'queue.group.first': '最先',
  'queue.folded': '已合并',
} as const;
