/** What people read about a swap of shifts, in Chinese and in English. Pure. */
import type { SwapFacts, SwapStep } from '@mingchu/shared/notify';
import { localOffsetMs } from '@mingchu/shared/openingHours';

type Words = (facts: { giver: string; taker: string; hours: string }) => string;

const chinese = {
  'swap-asked': ['换班请求', ({ giver, taker, hours }) => `${giver}请${taker}代班：${hours}，请答复`],
  'swap-taken': [
    '换班待批准',
    ({ giver, taker, hours }) => `${taker}同意替${giver}代班：${hours}，待组长批准`,
  ],
  'swap-agreed': ['换班已批准', ({ giver, taker, hours }) => `${hours}由${taker}替${giver}上班`],
  'swap-refused': ['换班未成', ({ giver, hours }) => `${hours}仍由${giver}上班`],
  'swap-withdrawn': ['换班已撤回', ({ giver, hours }) => `${hours}仍由${giver}上班`],
} as const satisfies Record<SwapStep, readonly [string, Words]>;
const english = {
  'swap-asked': [
    'Shift to take',
    ({ giver, taker, hours }) => `${giver} asks ${taker} to take ${hours}; please answer`,
  ],
  'swap-taken': [
    'Swap to approve',
    ({ giver, taker, hours }) => `${taker} would take ${hours} from ${giver}; the group leader decides`,
  ],
  'swap-agreed': [
    'Swap approved',
    ({ giver, taker, hours }) => `${taker} works ${hours} in place of ${giver}`,
  ],
  'swap-refused': ['Swap refused', ({ giver, hours }) => `${giver} works ${hours} as planned`],
  'swap-withdrawn': ['Swap withdrawn', ({ giver, hours }) => `${giver} works ${hours} as planned`],
} as const satisfies Record<SwapStep, readonly [string, Words]>;

/** As it stands in the outbox: `【what】sentence`. */
export function swapText(step: SwapStep, facts: SwapFacts): string {
  const [title, sentence] = chinese[step];
  const said = facts.comment === '' ? '' : `（${facts.comment}）`;
  return `【${title}】${sentence(wordsOf(facts))}${said}`;
}

/** Title and sentence for who reads English. */
export function englishSwap(step: SwapStep, facts: SwapFacts): { title: string; body: string } {
  const [title, sentence] = english[step];
  const said = facts.comment === '' ? '' : ` (${facts.comment})`;
  return { title, body: `${sentence(wordsOf(facts))}${said}` };
}

function wordsOf({ giverName, takerName, from, to }: SwapFacts) {
  const hours = `${localMinute(from).slice(5)}–${localMinute(to).slice(11)}`;
  return { giver: giverName, taker: takerName, hours };
}

/** `2026-11-24 08:00` where the kitchens are. */
function localMinute(iso: string): string {
  return new Date(Date.parse(iso) + localOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
}
