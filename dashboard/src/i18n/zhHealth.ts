/** How devices and their gateways are, in Chinese; `enHealth.ts` must have the same ones. */
export const zhHealth = {
  'console.rule.flapping': '{{within}} 内离线 {{count}} 次',
  'console.rule.stuck':
    '{{metric}}连续 {{samples}} 次一成不变：分辨率 {{step}} {{unit}} 时满 {{for}}，其他按比例折算',
  'evidence.behind': '其下 {{n}} 台设备',
  'reason.went-often-enough': '多次离线',
  'reason.stayed-for-off-delay': '已稳定',
  'reason.value-stood-still': '读数一成不变',
  'reason.value-moved': '读数恢复变化',
  'reason.gateway-down': '网关离线所致',
} as const;
