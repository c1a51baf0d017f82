/**
 * The facts of my orders as last seen, kept so that the phone opens in a dead spot: shown with their age, never as
 * live. Small: an inspector is only shown what concerns him.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { InAppMessage, RuleSummary } from '@mingchu/shared/live';
import type { Device, Site } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { deviceKey, emptyLiveState, type LiveState } from '../../../live/reducer.ts';
import { serverNow, useLiveStore } from '../../../live/store.ts';
import { dropPage, readPage, writePage } from '../acts/kept.ts';

interface LastFacts {
  /** Server time of the last moment at which they were live, ms. */
  seenAtMs: number;
  sites: Site[];
  devices: Device[];
  violations: Violation[];
  dispatches: Dispatch[];
  rules: RuleSummary[];
  messages: InAppMessage[];
}

/** Written at most this often, ms. */
const keepEveryMs = 1_000;
const mostKept = 200;

const keyOf = (username: string): string => `facts/${username}`;

function factsOf(live: LiveState): LastFacts {
  return {
    seenAtMs: serverNow(),
    sites: [...live.sites.values()].slice(0, mostKept),
    devices: [...live.devices.values()].slice(0, mostKept),
    violations: [...live.violations.values()].slice(0, mostKept),
    dispatches: [...live.dispatches.values()].slice(0, mostKept),
    rules: [...live.rules.values()],
    messages: [...live.messages],
  };
}

function stateOf(facts: LastFacts): LiveState {
  return {
    ...emptyLiveState,
    sites: new Map(facts.sites.map((site) => [site.id, site])),
    devices: new Map(facts.devices.map((device) => [deviceKey(device.siteId, device.id), device])),
    violations: new Map(facts.violations.map((violation) => [violation.id, violation])),
    dispatches: new Map(facts.dispatches.map((dispatch) => [dispatch.id, dispatch])),
    rules: new Map(facts.rules.map((rule) => [rule.id, rule])),
    messages: facts.messages,
  };
}

export interface ShownFacts {
  live: LiveState;
  /** When these were last live, ms; null while they are. */
  keptFromMs: number | null;
  /** False until either the server or the phone's own memory has spoken. */
  ready: boolean;
}

/** The live facts, or those last seen while there are none. */
export function useFacts(username: string): ShownFacts {
  const live = useLiveStore((store) => store.live);
  const [kept, setKept] = useState<LastFacts | null | 'reading'>('reading');
  useEffect(() => {
    let gone = false;
    readPage<LastFacts>(keyOf(username))
      .catch(() => null)
      .then((facts) => !gone && setKept(facts))
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [username]);
  useEffect(() => keepFacts(username), [username]);
  if (live.seq !== null) return { live, keptFromMs: null, ready: true };
  if (kept === 'reading') return { live, keptFromMs: null, ready: false };
  if (kept === null) return { live, keptFromMs: null, ready: false };
  return { live: stateOf(kept), keptFromMs: kept.seenAtMs, ready: true };
}

/** Keeps what is live, while it is. */
function keepFacts(username: string): () => void {
  let known: LiveState | null = null;
  const timer = setInterval(() => {
    const { live, link } = useLiveStore.getState();
    if (live.seq === null || link !== 'synced' || live === known) return;
    known = live;
    void writePage(keyOf(username), factsOf(live)).catch(() => undefined);
  }, keepEveryMs);
  return () => clearInterval(timer);
}

/** Forgets them: the next person must not see these orders. */
export function forgetFacts(username: string): Promise<void> {
  return dropPage(keyOf(username));
}
