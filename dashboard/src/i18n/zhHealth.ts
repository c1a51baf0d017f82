/** How devices and their gateways are, in Chinese; `enHealth.ts` must have the same ones. */
export const zhHealth = {
  'console.rule.flapping': '{{within}} 内离线 {{count}} 次',
  'console.rule.stuck':
    '{{metric}}连续 {{samples}} 次一成不变：分辨率 {{step}} {{unit}} 时满 {{for}}，其他按比例折算',
  'console.behind': '其下设备',
  'console.behind.count': '{{n}} 台设备经此网关上报',
  'console.behind.folded': '网关离线期间不逐台报警；恢复后各自重新计时。',
  'console.behind.judged': '网关已恢复，各设备重新计时。',
  'console.behind.heard': '最近收到：{{age}}',
  'console.behind.never': '从未收到',
  'evidence.behind': '{{n}} 台设备',
  'reason.went-often-enough': '多次离线',
  'reason.stayed-for-off-delay': '已稳定',
  'reason.value-stood-still': '读数一成不变',
  'reason.value-moved': '读数恢复变化',
  'reason.gateway-down': '网关离线所致',
  'reason.all-behind-silent': '其下设备同时无数据',
} as const;
