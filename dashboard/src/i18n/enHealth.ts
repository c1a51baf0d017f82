/** How devices and their gateways are, in English. */
export const enHealth = {
  'console.rule.flapping': 'Goes offline {{count}} times within {{within}}',
  'console.rule.stuck':
    '{{metric}} the same {{samples}} times in a row: for {{for}} at a resolution of {{step}} {{unit}}, in proportion at others',
  'console.behind': 'Devices behind it',
  'console.behind.count': '{{n}} devices speak through this gateway',
  'console.behind.folded': 'No alarm for each of them while it is down; judged afresh when it is back.',
  'console.behind.judged': 'The gateway is back; each is judged afresh.',
  'console.behind.heard': 'Last heard {{age}}',
  'console.behind.never': 'Never heard',
  'evidence.behind': '{{n}} devices',
  'reason.went-often-enough': 'Went offline again and again',
  'reason.stayed-for-off-delay': 'Steady again',
  'reason.value-stood-still': 'Value stood still',
  'reason.value-moved': 'Value moves again',
  'reason.gateway-down': 'Because its gateway is down',
  'reason.all-behind-silent': 'All devices behind it fell silent together',
} as const;
