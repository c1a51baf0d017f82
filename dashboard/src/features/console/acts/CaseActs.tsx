import type { Session } from '@mingchu/shared/http';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { ActForm } from './ActForm.tsx';
import type { FormAct } from './actBody.ts';
import type { Draft } from './drafts.ts';
import { type ConsoleAct, graveActs, openActs, plainActs } from './openActs.ts';
import { useCaseAct, useWhatHappened } from './useCaseAct.ts';
import { useKeptFocus } from './useKeptFocus.ts';

/** How long a notice of success stays, ms; one that can be taken back stays longer. */
const noticeMs = 4_000;
const undoMs = 12_000;

/** Keys of the acts, as the help names them. */
export const actKeys: Partial<Record<ConsoleAct, string>> = {
  ack: 'a',
  review: 'r',
  // Never both open: an order is opened once, then given to others.
  send: 'd',
  dispatch: 'd',
  shelve: 's',
  unshelve: 's',
  verify: 'v',
};

/** What takes an act back. A release is a plain act, service needs a reason: the undoing is its reason. */
const undoOf: Partial<Record<ConsoleAct, ConsoleAct>> = {
  shelve: 'unshelve',
  'take-out-of-service': 'put-back-in-service',
  'put-back-in-service': 'take-out-of-service',
};

/** Buttons and, for acts that need words, the form beneath them. */
export function CaseActs(props: { live: LiveState; item: WorkItem; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, session } = props;
  const acting = useCaseAct(live, item, session);
  const acts = useKeptFocus();
  const [form, setForm] = useState<{ act: FormAct; seen: WorkItem | null } | null>(null);
  const [done, setDone] = useState<ConsoleAct | null>(null);
  const nowMs = useServerNow(5_000);
  const { violation } = item;
  const open = openActs({
    item,
    session,
    rule: violation ? live.rules.get(violation.ruleId) : undefined,
    device: violation ? live.devices.get(deviceKey(violation.siteId, violation.deviceId)) : undefined,
    nowMs,
  });
  useNoticeEnd(done, () => setDone(null));
  // While it is on its way it is his own act that changes what is open: nobody has taken that from him.
  const formOpen = form === null || acting.busy === form.act || open.includes(form.act);
  const happened = useWhatHappened(!formOpen, { live, item, session });

  async function send(act: ConsoleAct, body: object, seen: WorkItem): Promise<boolean> {
    const sent = await acting.send(act, body, seen);
    // What was typed stays. The person has been told: from now on the newest state is what he has seen.
    if (!sent) setForm((current) => current && { ...current, seen: null });
    else {
      // Another form may have been opened while this act was on its way.
      setForm((current) => (current?.act === act ? null : current));
      setDone(act);
    }
    return sent;
  }
  const press = (act: ConsoleAct): void => {
    acting.clear();
    setDone(null);
    if (plainActs.has(act)) void send(act, {}, item);
    else setForm(form?.act === act ? null : { act: act as FormAct, seen: item });
  };
  const undo = done === null ? undefined : undoOf[done];

  return (
    <div className="acts" ref={acts}>
      <div className="act-buttons">
        {open.map((act, index) => (
          <button
            key={act}
            type="button"
            className={buttonClass(act, index)}
            data-testid={`act-${act}`}
            aria-expanded={plainActs.has(act) ? undefined : form?.act === act}
            aria-keyshortcuts={actKeys[act]}
            disabled={plainActs.has(act) && acting.busy !== null}
            onClick={() => press(act)}
          >
            {t(`act.${act}`)}
            {actKeys[act] ? <kbd aria-hidden="true">{actKeys[act]}</kbd> : null}
          </button>
        ))}
      </div>
      <div aria-live="polite" className="act-notices">
        {/* A form that is closed says itself what happened, and that nothing is to be sent again. */}
        {acting.trouble && (formOpen || !acting.trouble.overtaken) ? (
          <p
            className={acting.trouble.overtaken ? 'act-overtaken' : 'act-error'}
            data-testid={acting.trouble.overtaken ? 'overtaken' : 'act-error'}
          >
            {acting.trouble.text}
            {acting.trouble.overtaken && form ? ` ${t('console.overtaken.kept')}` : ''}
          </p>
        ) : null}
        {done ? (
          <p className="act-notice">
            {t('console.done', { act: t(`act.${done}`) })}
            {undo ? (
              <button
                type="button"
                className="quiet"
                data-testid="act-undo"
                disabled={acting.busy !== null}
                onClick={() => void send(undo, undoBody(undo, t('console.undo.reason')), item)}
              >
                {t('console.undo')}
              </button>
            ) : null}
          </p>
        ) : null}
      </div>
      {form ? (
        <ActForm
          key={form.act}
          act={form.act}
          live={live}
          item={item}
          busy={acting.busy !== null}
          open={formOpen}
          happened={happened}
          send={(body, draft: Draft) =>
            void send(form.act, body, form.seen ?? item).then((sent) => sent && draft.drop())
          }
          cancel={() => setForm(null)}
        />
      ) : null}
    </div>
  );
}

/** The first act is the one to do; but what takes something away is never offered as that. */
function buttonClass(act: ConsoleAct, index: number): string {
  if (graveActs.has(act)) return 'button button-grave';
  return index === 0 ? 'button button-main' : 'button';
}

function undoBody(act: ConsoleAct, reason: string): object {
  return act === 'unshelve' ? { reason } : { inService: act === 'put-back-in-service', reason };
}

function useNoticeEnd(done: ConsoleAct | null, end: () => void): void {
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(end, undoOf[done] ? undoMs : noticeMs);
    return () => clearTimeout(timer);
    // Only a new notice begins its time anew.
  }, [done]);
}
