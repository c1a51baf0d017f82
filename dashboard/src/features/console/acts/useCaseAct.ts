/** Sends one act at a time. Who comes too late is told what happened instead, by the record itself. */
import type { Session, TimelineEntry } from '@mingchu/shared/http';
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { errorText, request } from '../../../http/request.ts';
import { RequestError } from '../../../http/requestError.ts';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { clockText } from '../../../ui/time.ts';
import { actorText, actText } from '../../../ui/words.ts';
import { reasonText } from '../case/recordWords.ts';
import { actPath, versionFor } from './actRequest.ts';
import type { ConsoleAct } from './openActs.ts';

export interface ActTrouble {
  /** Somebody was faster: kindly told, not as an error. */
  overtaken: boolean;
  text: string;
}

export interface CaseActing {
  busy: ConsoleAct | null;
  trouble: ActTrouble | null;
  clear(): void;
  /** True when it was done. `seen`: the item as it was when the person began. */
  send(act: ConsoleAct, body: object, seen: WorkItem): Promise<boolean>;
}

export function useCaseAct(live: LiveState, item: WorkItem, session: Session): CaseActing {
  const [busy, setBusy] = useState<ConsoleAct | null>(null);
  const [trouble, setTrouble] = useState<ActTrouble | null>(null);
  return {
    busy,
    trouble,
    clear: () => setTrouble(null),
    async send(act, body, seen) {
      const path = actPath(act, item);
      if (path === null) return false;
      setBusy(act);
      setTrouble(null);
      try {
        const version = versionFor(act, seen, item);
        await request<unknown>('POST', path, version === undefined ? body : { version, ...body });
        return true;
      } catch (error) {
        setTrouble(await troubleOf(error, { live, item, session }));
        return false;
      } finally {
        setBusy(null);
      }
    },
  };
}

async function troubleOf(
  error: unknown,
  { live, item, session }: { live: LiveState; item: WorkItem; session: Session },
): Promise<ActTrouble> {
  if (!(error instanceof RequestError)) return { overtaken: false, text: errorText(error) };
  const known = `console.refused.${error.code}`;
  if (i18next.exists(known)) return { overtaken: false, text: i18next.t(known) };
  if (error.status !== 409) return { overtaken: false, text: errorText(error) };
  return { overtaken: true, text: await whatHappened(live, item.id, session) };
}

/** What took away the act whose form is open, in a sentence; empty while it is open, and until that is known. */
export function useWhatHappened(
  closed: boolean,
  { live, item, session }: { live: LiveState; item: WorkItem; session: Session },
): string {
  const [happened, setHappened] = useState('');
  useEffect(() => {
    setHappened('');
    if (!closed) return undefined;
    let gone = false;
    void whatHappened(live, item.id, session).then((text) => gone || setHappened(text));
    return () => {
      gone = true;
    };
    // The names of people are known by then; what happens later to the case is no news to this form.
  }, [closed, item.id, session]);
  return happened;
}

/** The last thing that somebody else did, in a sentence. */
async function whatHappened(live: LiveState, violationId: string, session: Session): Promise<string> {
  try {
    const { items } = await request<{ items: TimelineEntry[] }>('GET', `/violations/${violationId}/timeline`);
    const others = items.filter(({ actor }) => actor !== session.username && actor !== 'system');
    const last = others.at(-1) ?? items.at(-1);
    if (!last) return i18next.t('console.overtaken');
    return i18next.t('console.overtaken.by', {
      who: actorText(live, last.actor),
      time: clockText(Date.parse(last.at)),
      what: [...new Set([actText(last), reasonText(last)])].filter(Boolean).join(' · '),
    });
  } catch {
    return i18next.t('console.overtaken');
  }
}
