/** The mock's officers: who is at a desk on each of its days, what comes to them and what they do. */
import {
  type Announced,
  judgeLoad,
  judgeOfficers,
  judgeRate,
  type LoadFigures,
  loadWindowMs,
} from '@mingchu/shared/alarmLoad';
import type { Presence } from '@mingchu/shared/presence';
import type { OfficerFigures } from '@mingchu/shared/statistics';
import type { ActCounts, OfficerLoad } from '@mingchu/shared/todayNumbers';
import type { MockCase } from './mockCase.ts';

const minuteMs = 60_000;
/** How many are there; one on days that are not named. */
const officerCounts: Partial<Record<MockCase, number>> = { one: 0, single: 2, big: 10 };
const names = [
  '陈建国',
  '李桂芳',
  '欧阳明月',
  '王磊',
  '谢文静',
  '资小红',
  '梁志强',
  '谷雨',
  '伍国平',
  '徐丽',
];
/** The longest of the mock's spans. */
const spanMs = 24 * 60 * minuteMs;

interface Drawn {
  mockCase: MockCase;
  nowMs: number;
  /** In order of time. */
  announced: readonly Announced[];
}

function drawnPresence({ mockCase, nowMs }: Drawn): Presence[] {
  return names.slice(0, officerCounts[mockCase] ?? 1).map((username, index) => ({
    username,
    from: nowMs - (index === 1 ? 6 : 252 - 17 * index) * minuteMs,
    to: Number.POSITIVE_INFINITY,
  }));
}

const actsOf = (index: number, share: number): ActCounts => ({
  acks: Math.round((19 - index) * share),
  reviews: Math.round((7 - (index % 5)) * share),
  dispatches: Math.round((3 - (index % 3)) * share),
});
const ackMs = (index: number): number => 31_000 + 17_000 * index;

/** As it is pushed. */
export function drawnLoad(drawn: Drawn, announcedBy10Min: number[]): OfficerLoad {
  const { nowMs, announced } = drawn;
  const span = { from: nowMs - 12 * loadWindowMs, to: nowMs + 1, present: drawnPresence(drawn) };
  const { present, last10Min, judgement, inFlood } = judgeLoad(announced, span);
  return {
    present,
    announcedBy10Min,
    last10Min,
    judgement,
    inFlood,
    officers: judgeOfficers(announced, span).map((share, index) => ({
      username: share.username,
      displayName: share.username,
      presentSince: new Date(share.presentSince ?? nowMs).toISOString(),
      last10Min: share.last10Min,
      judgement: share.judgement,
      per10Min: share.per10Min,
      peak10Min: share.peak10Min,
      acts10Min: actsOf(index, 0.15),
      actsOfShift: actsOf(index, index === 1 ? 0.1 : 1),
      medianAckMs: index === 1 ? null : ackMs(index),
    })),
    day: drawnDay(drawn),
  };
}

/** Answer of `GET /statistics/load`, whatever the span. */
export function drawnDay(drawn: Drawn): LoadFigures {
  const { nowMs, announced } = drawn;
  const judged = judgeLoad(announced, {
    from: nowMs - spanMs,
    to: nowMs + 1,
    present: drawnPresence(drawn),
    keptSince: nowMs - 300 * minuteMs,
  });
  return { ...judged, standing: announced.length, stale: 0, shelved: 0 };
}

/** Answer of `GET /statistics/officers`, whatever the span. */
export function drawnOfficerFigures(drawn: Drawn): OfficerFigures[] {
  const { nowMs, announced } = drawn;
  const span = { from: nowMs - spanMs, to: nowMs + 1, present: drawnPresence(drawn) };
  return judgeOfficers(announced, span).map((share, index) => {
    const { username, presentMs, given, per10Min, peak10Min, floodShare } = share;
    const did = actsOf(index, 1);
    return {
      username,
      displayName: username,
      presentMs,
      given,
      per10Min,
      peak10Min,
      floodShare,
      ...did,
      acts: did.acks + did.reviews + did.dispatches,
      medianAckMs: ackMs(index),
      mostActs10Min: 6,
      judgement: judgeRate(per10Min),
    };
  });
}
