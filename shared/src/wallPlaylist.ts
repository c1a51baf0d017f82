/**
 * Playlists of the wall: which layout hangs when, by the time of the district's day and by what happens. Pure, and a
 * function of the server's time, so that all walls of a room change at the same moment.
 */
import { type Static, Type } from 'typebox';
import { withinHours } from './openingHours.ts';
import { WallLayout, WallName } from './wallLayout.ts';

/** What may call a layout to the wall, whatever the time. */
export const wallEvents = ['breach', 'critical', 'flood', 'open', 'calm'] as const;
export type WallEvent = (typeof wallEvents)[number];

const ClockTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

export const PlaylistEntry = Type.Object({
  layout: WallName,
  /** How long it stays when others take turns with it. */
  seconds: Type.Integer({ minimum: 10, maximum: 3600 }),
  /** Local time; may pass midnight, and then belongs to the day on which it begins. Without both, all day. */
  from: Type.Optional(ClockTime),
  to: Type.Optional(ClockTime),
  /** 1 is Monday; without it every day. */
  days: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 })),
});
export type PlaylistEntry = Static<typeof PlaylistEntry>;

export const WallPlaylist = Type.Object({
  name: WallName,
  title: Type.String({ minLength: 1, maxLength: 40 }),
  entries: Type.Array(PlaylistEntry, { minItems: 1, maxItems: 20 }),
  /**
   * The greatest first: the first that holds is shown. It stays for `holdS` after it has ceased to hold, and gives way
   * in that time only to one that stands before it.
   */
  events: Type.Array(
    Type.Object({
      when: Type.Enum([...wallEvents]),
      layout: WallName,
      holdS: Type.Integer({ minimum: 0, maximum: 3600 }),
    }),
    { maxItems: 10 },
  ),
});
export type WallPlaylist = Static<typeof WallPlaylist>;

/** An event that was seen, and until when its layout stays. ms since 1970. */
export interface HeldEvent {
  event: WallEvent;
  layout: string;
  untilMs: number;
}
export interface ChosenLayout {
  layout: string;
  held: HeldEvent | null;
  reason: 'event' | 'event-held' | 'in-turn' | 'no-entry-now';
}

/** The layout for this moment. `held` is that of the answer before. */
export function chooseLayout(
  playlist: Pick<WallPlaylist, 'entries' | 'events'>,
  facts: ReadonlySet<WallEvent>,
  { nowMs, held }: { nowMs: number; held: HeldEvent | null },
): ChosenLayout {
  const event = playlist.events.find(({ when }) => facts.has(when));
  const rank = (when: WallEvent): number => playlist.events.findIndex((each) => each.when === when);
  const isHeld = held !== null && nowMs < held.untilMs;
  // What people still look at is not taken from them by something lesser, which waits while it lasts.
  if (isHeld && event && rank(held.event) !== -1 && rank(held.event) < rank(event.when))
    return { layout: held.layout, held, reason: 'event-held' };
  if (event) {
    const untilMs = nowMs + event.holdS * 1_000;
    return {
      layout: event.layout,
      held: { event: event.when, layout: event.layout, untilMs },
      reason: 'event',
    };
  }
  if (isHeld) return { layout: held.layout, held, reason: 'event-held' };
  const active = playlist.entries.filter((entry) => isNow(entry, nowMs));
  const [first] = active.length > 0 ? active : playlist.entries;
  if (!first) throw new RangeError('a playlist has at least one entry');
  if (active.length === 0) return { layout: first.layout, held: null, reason: 'no-entry-now' };
  const roundS = active.reduce((sum, entry) => sum + entry.seconds, 0);
  let leftS = Math.floor(nowMs / 1_000) % roundS;
  const inTurn = active.find((entry) => (leftS -= entry.seconds) < 0) ?? first;
  return { layout: inTurn.layout, held: null, reason: 'in-turn' };
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

function isNow({ days = everyDay, from = '00:00', to = '00:00' }: PlaylistEntry, nowMs: number): boolean {
  return withinHours({ days, from, to }, nowMs);
}

/** Who changed a layout or playlist last; `revision` 0 and null for what came with the program. */
export interface Kept {
  revision: number;
  set: { by: string; at: string } | null;
  /** It came with the program: taking it back brings the first form again. */
  shipped: boolean;
}
export type KeptLayout = WallLayout & Kept;
export type KeptPlaylist = WallPlaylist & Kept;

/** `GET /wall`. */
export interface WallPlan {
  layouts: KeptLayout[];
  playlists: KeptPlaylist[];
}

/** `revision`: that of what is replaced, 0 for a new one or a shipped one; 409 when another has come meanwhile. */
const Revision = Type.Integer({ minimum: 0 });
/** `PUT /wall/layouts/{name}`. */
export const LayoutBody = Type.Object({ revision: Revision, layout: WallLayout });
/** `PUT /wall/playlists/{name}`. */
export const PlaylistBody = Type.Object({ revision: Revision, playlist: WallPlaylist });
