/** What the mock answers about how the promise was kept: drawn figures of a month; null for what is not its. */
import type { ArrivalFigures, ArrivalKey, FalseAlarmFigures } from '@mingchu/shared/statistics';
import { file, json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const dayMs = 86_400_000;
const localOffsetMs = 8 * 3_600_000;
/** Orders of a usual weekday, and of each hour of a day. */
const usualOrders = [9, 41, 38, 44, 40, 47, 15];
const byHour = [0, 0, 0, 0, 0, 1, 3, 6, 4, 3, 9, 14, 8, 3, 2, 2, 5, 11, 9, 4, 2, 1, 0, 0];
/** Spans that begin longer ago are from before the mock began. */
const keptDays = 60;

export function answerStatistics(world: MockWorld, ask: MockAsk): Response | null {
  const [room, what] = ask.path;
  if (room !== 'statistics') return null;
  if (what === 'prints')
    return ask.body['reason'] === '403'
      ? problem(403, 'role-not-allowed')
      : new Response(null, { status: 204 });
  const items =
    what === 'arrivals' ? arrivals(world, ask) : what === 'false-alarms' ? falseAlarms(world, ask) : null;
  if (items === null) return null;
  if (ask.search.get('format') !== 'csv') return json({ items });
  return file(`mingchu-${what}.csv`, `${items.map(({ key }) => key).join('\r\n')}\r\n`);
}

function arrivals({ district, mockCase }: MockWorld, { search }: MockAsk): ArrivalFigures[] {
  const days = daysOf(search);
  if (mockCase === 'empty' || days.length === 0) return [];
  const total = days.reduce((sum, day) => sum + ordersOf(day), 0);
  if (search.has('siteId')) return [figures('all', Math.ceil(total / 90))];
  const shares = (keys: readonly string[]): ArrivalFigures[] =>
    keys.map((key, index) => figures(key, Math.round((total * (keys.length - index)) / sumTo(keys.length))));
  switch (search.get('by') as ArrivalKey) {
    case 'all':
      return [figures('all', total)];
    case 'day':
      return days.map((day) => figures(new Date(day).toISOString().slice(0, 10), ordersOf(day)));
    case 'hour':
      return byHour.flatMap((share, hour) =>
        share === 0 ? [] : [figures(String(hour), Math.ceil((share * total) / 86))],
      );
    case 'group':
      return shares(district.groups.map(({ id }) => id));
    case 'grid':
      return shares(district.grids.map(({ id }) => id));
    case 'inspector':
      return [...shares(district.inspectors.map(({ inspectorId }) => inspectorId)), figures('', 2)];
    case 'rule':
      return shares(district.rules.map(({ id }) => id));
    case 'severity':
      return shares(['minor', 'major', 'info', 'critical']);
  }
}

/** Every twelfth comes late and every fortieth never; few orders have neither. */
function figures(key: string, orders: number): ArrivalFigures {
  const [late, missed] = [Math.floor(orders / 12), Math.floor(orders / 40)];
  const onTime = orders - late - missed;
  const some = (ms: number): number | null => (orders === 0 ? null : ms + (orders % 7) * 9_000);
  return {
    key,
    orders,
    recalled: Math.floor(orders / 15),
    onTime,
    late,
    missed,
    onTimeRate: orders === 0 ? null : onTime / orders,
    medianAcceptMs: some(38_000),
    medianArriveMs: some(372_000),
    p90ArriveMs: some(571_000),
    medianSubmitMs: some(1_105_000),
    medianCloseMs: some(2_940_000),
  };
}

function falseAlarms({ district, mockCase }: MockWorld, { search }: MockAsk): FalseAlarmFigures[] {
  const days = daysOf(search);
  if (mockCase === 'empty' || days.length === 0) return [];
  const keys =
    search.get('by') === 'device'
      ? district.devices.slice(0, 12).map(({ siteId, id }) => `${siteId}/${id}`)
      : district.rules.map(({ id }) => id);
  return keys.map((key, index) => {
    const violations = (keys.length - index) * days.length;
    const judged = Math.floor(violations * 0.7) - (index % 4);
    const wrong = Math.max(0, Math.floor(judged * 0.25) - index);
    return {
      key,
      violations,
      judged,
      falseAlarms: wrong,
      falseAlarmRate: judged === 0 ? null : wrong / judged,
    };
  });
}

/** Days of the span that the mock has, as the ms at which each is midnight UTC. */
function daysOf(search: URLSearchParams): number[] {
  const [from, to] = [Date.parse(search.get('from') ?? ''), Date.parse(search.get('to') ?? '')];
  const count = Math.round((to - from) / dayMs);
  const first = Date.now() - keptDays * dayMs;
  return Array.from({ length: count }, (_none, day) => from + day * dayMs + localOffsetMs).filter(
    (day) => day > first && day <= Date.now() + localOffsetMs,
  );
}

const ordersOf = (day: number): number => usualOrders[new Date(day).getUTCDay()] ?? 0;
const sumTo = (count: number): number => (count * (count + 1)) / 2;
