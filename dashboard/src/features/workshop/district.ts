/** What the parts on the bench read: the district, its pictures, the connection, who is signed in, and how the mock answers. */
import type { Session } from '@mingchu/shared/http';
import { useEffect, useLayoutEffect } from 'react';
import { useSession } from '../../http/session.ts';
import { takeFrame } from '../../live/frames.ts';
import { type LinkState, localNow, useLiveStore } from '../../live/store.ts';
import { type AnswerMode, answerAs } from '../../mock/answerMode.ts';
import { drawFrame } from '../../mock/drawnFrame.ts';
import { drawn, type DrawnState } from './drawnStates.ts';

const frameEveryMs = 2_000;
const beatEveryMs = 1_000;

/** Puts the district into a state: what panels show they read from it. */
export function useDistrictIn(state: DrawnState): void {
  useLayoutEffect(() => {
    // Where everything is old, because nothing can come in.
    const brokerLostSince = state === 'stale' ? new Date(Date.now() - goneMs).toISOString() : null;
    useLiveStore.setState({ live: drawn(state), brokerLostSince });
  }, [state]);
  useDrawnFrames(state);
}

/** How the mock answers from now on; what is shown below asks after this. */
export function useAnswers(mode: AnswerMode): void {
  useLayoutEffect(() => {
    answerAs(mode);
    return () => answerAs('usual');
  }, [mode]);
}

const linkOf = {
  usual: 'synced',
  nothing: 'synced',
  refused: 'synced',
  waiting: 'connecting',
  cut: 'disconnected',
} as const satisfies Record<AnswerMode, LinkState>;

/** A connection that stands as the answers do: live, waited for, or lost. Nobody is connected. */
export function useDrawnLink(mode: AnswerMode): void {
  useLayoutEffect(() => {
    const link = linkOf[mode];
    const beat = (): void =>
      useLiveStore.setState({
        link,
        doubtSinceMs: null,
        ...(link === 'synced' && { lastLiveAtMs: localNow(), provenAtServerMs: Date.now() }),
        ...(link === 'disconnected' && { lastLiveAtMs: localNow() - goneMs }),
      });
    beat();
    const timer = setInterval(beat, beatEveryMs);
    return () => clearInterval(timer);
  }, [mode]);
}
/** How long a connection that is lost has been so, ms. */
const goneMs = 95_000;

const lasting = { ended: false, endsAtMs: Number.POSITIVE_INFINITY };

/** Signed in at the bench alone, until the end that is given: the tab is left as it was. */
export function useSignedIn(session: Session, end: { ended: boolean; endsAtMs: number } = lasting): void {
  const { status } = useSession(({ state }) => state);
  useLayoutEffect(() => {
    useSession.setState({ state: { status: 'signed-in', session, ...end } });
    // The page has asked who is signed in: nobody is.
  }, [status, session, end]);
}

/** Pictures for the cameras on the page, some live, some old, some frozen; every fifth camera sends none. */
function useDrawnFrames(state: DrawnState): void {
  useEffect(() => {
    const startedMs = Date.now();
    const push = (): void => {
      const shown = [...document.querySelectorAll<HTMLElement>('[data-camera]')];
      for (const [index, key] of [...new Set(shown.map((tile) => tile.dataset['camera']))].entries()) {
        const [siteId = '', deviceId = ''] = key?.split('/') ?? [];
        if (index % 5 === 4) continue;
        const atMs = Date.now() - (index % 5 === 2 ? 34_000 : 0);
        const sameSinceMs = index % 5 === 3 ? startedMs - 83_000 : atMs;
        takeFrame({
          siteId,
          deviceId,
          at: new Date(atMs).toISOString(),
          sameSince: new Date(sameSinceMs).toISOString(),
          jpeg: drawFrame(index, sameSinceMs, deviceId.toUpperCase()),
        });
      }
    };
    push();
    const timer = setInterval(push, frameEveryMs);
    return () => clearInterval(timer);
  }, [state]);
}
