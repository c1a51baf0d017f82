import { type DispatchAct, dispatchActRoles, dispatchTransitions } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { violationTransitions } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../http/useAct.ts';
import type { LiveState } from '../../live/reducer.ts';
import type { WorkItem } from '../../live/worklist.ts';
import { ActForm, type FormAct } from './ActForm.tsx';

type ViolationAct = 'ack' | 'review' | 'shelve' | 'unshelve';
type ConsoleAct = ViolationAct | DispatchAct;

/** Roles that may act on violations; an inspector acts on orders, a group leader looks. */
const violationRoles: readonly string[] = ['duty', 'chief', 'admin'];

/** The acts open to this person in these states, from the shared tables; review is open while the violation is. */
function actsFor(item: WorkItem, session: Session): ConsoleAct[] {
  const { violation, dispatch } = item;
  const acts: ConsoleAct[] = [];
  if (violation && violationRoles.includes(session.role)) {
    const events = Object.keys(violationTransitions[violation.state]);
    if (events.includes('ack')) acts.push('ack');
    if (violation.state !== 'normal') acts.push('review');
    if (events.includes('shelve')) acts.push('shelve');
    if (events.includes('unshelve')) acts.push('unshelve');
  }
  if (dispatch) {
    const order: DispatchAct[] = ['verify', 'reassign', 'recall'];
    const allowed = Object.keys(dispatchTransitions[dispatch.state]);
    for (const act of order) {
      if (allowed.includes(act) && (dispatchActRoles[act] as readonly string[]).includes(session.role))
        acts.push(act);
    }
  }
  return acts;
}

const dispatchActNames: readonly string[] = ['verify', 'reassign', 'recall'];
const formActs: readonly string[] = ['review', 'shelve', 'reassign', 'recall'] satisfies FormAct[];

/** How long a notice of success stays, ms. */
const noticeMs = 4_000;

/** Buttons and, for acts that need words, the form beneath them. */
export function CaseActs(props: { live: LiveState; item: WorkItem; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { item } = props;
  const { busy, error, act } = useAct();
  const [form, setForm] = useState<FormAct | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), noticeMs);
    return () => clearTimeout(timer);
  }, [notice]);

  async function send(name: ConsoleAct, body: object): Promise<void> {
    const onDispatch = dispatchActNames.includes(name) && item.dispatch;
    const path = onDispatch ? `/dispatches/${onDispatch.id}` : `/violations/${item.id}`;
    const done = await act(path, name, onDispatch ? { version: onDispatch.version, ...body } : body);
    if (!done) return;
    setForm(null);
    setNotice(t('console.done', { act: t(`act.${name}`) }));
  }

  return (
    <div className="acts">
      <div className="act-buttons">
        {actsFor(item, props.session).map((name, index) => (
          <button
            key={name}
            type="button"
            className={index === 0 ? 'button button-main' : 'button'}
            data-testid={`act-${name}`}
            aria-expanded={formActs.includes(name) ? form === name : undefined}
            disabled={busy !== null}
            onClick={() => {
              if (formActs.includes(name)) setForm(form === name ? null : (name as FormAct));
              else void send(name, {});
            }}
          >
            {t(`act.${name}`)}
          </button>
        ))}
      </div>
      {form ? (
        <ActForm
          key={form}
          act={form}
          live={props.live}
          item={item}
          busy={busy !== null}
          send={(body) => void send(form, body)}
          cancel={() => setForm(null)}
        />
      ) : null}
      <div aria-live="polite" className="act-notices">
        {error ? <p className="act-error">{error}</p> : null}
        {notice ? <p className="act-notice">{notice}</p> : null}
      </div>
    </div>
  );
}
