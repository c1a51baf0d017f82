/**
 * Whether an unattended map glides to what has just gone wrong, and when back. It looks at one place at a time, never
 * while somebody uses it, and never for a crowd of news at once or in a flood of alarms, which only the whole district
 * shows. Pure.
 */
export interface News {
  /** Order or violation with what happened to it, so that each is looked at once. */
  key: string;
  siteId: string;
  inspectorId: string | null;
}
export interface Attention {
  /** What is looked at, and until when. */
  looking: { news: News; untilMs: number } | null;
  /** Everything that was seen already. */
  seen: ReadonlySet<string>;
  /** Not before this is the next one looked at. */
  restUntilMs: number;
}
export type AttentionReason =
  | 'glide-there'
  | 'glide-back'
  | 'still-looking'
  | 'in-use'
  | 'switched-off'
  | 'flood'
  | 'nothing-new'
  | 'a-crowd'
  | 'resting';

/** How long the map stays with one place, and how long with the whole district before the next. */
export const lookMs = 12_000;
export const restMs = 20_000;
/** More news at once are a crowd. */
export const mostAtOnce = 3;

/** What is on the wall when it starts is not news. */
export function attentionFrom(keys: Iterable<string>): Attention {
  return { looking: null, seen: new Set(keys), restUntilMs: 0 };
}

/** Decides by everything that is wrong now. News that come while it may not glide are seen, and not made up for. */
export function nextAttention(
  state: Attention,
  input: { news: readonly News[]; allowed: boolean; inFlood: boolean; inUse: boolean },
  nowMs: number,
): { next: Attention; reason: AttentionReason } {
  const fresh = input.news.filter(({ key }) => !state.seen.has(key));
  const seen = new Set(input.news.map(({ key }) => key));
  const { looking } = state;
  const stays = input.inUse ? 'in-use' : !input.allowed ? 'switched-off' : input.inFlood ? 'flood' : null;
  if (looking && stays !== null) return { next: { ...state, looking: null, seen }, reason: stays };
  if (looking && nowMs >= looking.untilMs) {
    // What came meanwhile stays unseen, and is looked at after the rest.
    return { next: { ...state, looking: null, restUntilMs: nowMs + restMs }, reason: 'glide-back' };
  }
  if (looking) return { next: state, reason: 'still-looking' };
  const [first] = fresh;
  if (!first) return { next: { ...state, seen }, reason: 'nothing-new' };
  if (stays !== null) return { next: { ...state, seen }, reason: stays };
  if (fresh.length > mostAtOnce) return { next: { ...state, seen }, reason: 'a-crowd' };
  if (nowMs < state.restUntilMs) return { next: state, reason: 'resting' };
  const unseen = new Set(fresh.slice(1).map(({ key }) => key));
  return {
    next: {
      looking: { news: first, untilMs: nowMs + lookMs },
      seen: new Set([...seen].filter((key) => !unseen.has(key))),
      restUntilMs: state.restUntilMs,
    },
    reason: 'glide-there',
  };
}
