/** Lets an unattended map look at what has just gone wrong, and go home when it was left somewhere else. */
import { localNow } from '../../../live/store.ts';
import { homeAfterMs, stillness } from './camera.ts';
import type { MapEngine } from './engine.ts';
import { attentionFrom, type News, nextAttention } from './model/attention.ts';
import { boundsOf, type Point } from './model/mercator.ts';

const lookEveryMs = 500;
const glideMs = 2_200;
/** It never glides nearer than this many times the whole district: neighbours must stay in sight. */
const nearest = 6;

/** Looks until the returned function is called; `glides` is the panel's setting. */
export function attend(engine: MapEngine, asked: () => { glides: boolean; inFlood: boolean }): () => void {
  let state = attentionFrom((engine.facts()?.news ?? []).map(({ key }) => key));
  const timer = setInterval(() => {
    const facts = engine.facts();
    const nowMs = localNow();
    if (!facts) return;
    const inUse = nowMs - engine.camera.usedMs < homeAfterMs;
    const { glides, inFlood } = asked();
    const allowed = glides && !stillness();
    const decision = nextAttention(state, { news: facts.news, allowed, inFlood, inUse }, nowMs);
    state = decision.next;
    if (decision.reason === 'glide-there' && state.looking) glideTo(engine, state.looking.news);
    else if (decision.reason === 'glide-back') goHome(engine);
    else if (!inUse && !state.looking) goHome(engine);
  }, lookEveryMs);
  return () => clearInterval(timer);
}

function goHome({ camera }: MapEngine): void {
  if (!camera.isWhole) camera.showWhole();
}

/** Kitchen and inspector together; the kitchen alone when nobody holds the order. */
function glideTo(engine: MapEngine, { siteId, inspectorId }: News): void {
  const drawn = engine.drawn();
  const site = drawn?.district.index.places.get(siteId);
  if (!site) return;
  const person = inspectorId === null ? null : engine.placeOf(inspectorId);
  const points: Point[] = person ? [site, person] : [site];
  const bounds = boundsOf(points);
  if (bounds) engine.camera.show(bounds, nearest, glideMs);
}
