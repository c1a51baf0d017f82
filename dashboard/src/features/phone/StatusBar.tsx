import { phoneClockLimitMs } from '@mingchu/shared/queuedAct';
import { useTranslation } from 'react-i18next';
import { useServerNow, useLink, useNotLive, useWrongClock } from '../../live/useLive.ts';
import { lengthText } from '../../ui/time.ts';
import { dismissTold, flush, useOutbox } from './acts/outbox.ts';
import { Stuck } from './acts/Stuck.tsx';
import { toldText } from './acts/toldText.ts';
import { oldFactsText } from './orders/oldFactsText.ts';
import type { ShownFacts } from './orders/lastFacts.ts';

/**
 * What is not as it should be with the line: old facts with their age, acts that wait, and what became of them. Above
 * all else wherever he has scrolled to, with what else (`children`) he must not miss.
 */
export function StatusBar(props: {
  facts: ShownFacts;
  ownId: string | null;
  children?: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <section className="phone-status" aria-label={t('phone.status')}>
      <OldFacts facts={props.facts} />
      <WrongClock />
      <Waiting />
      <Stuck live={props.facts.live} />
      <Told ownId={props.ownId} />
      {props.children}
    </section>
  );
}

function OldFacts({ facts }: { facts: ShownFacts }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { notLive, sinceMs } = useNotLive();
  const now = useServerNow(1_000);
  if (!facts.ready || (facts.keptFromMs === null && !notLive)) return null;
  return (
    <div className="status-old num" data-testid="not-live" role="status">
      <strong>{t('phone.offline')}</strong>
      <span>{oldFactsText(facts.keptFromMs ?? sinceMs, now)}</span>
    </div>
  );
}

/** Told while there is a network: in a dead spot it is too late to set the clock, and an arrival would count late. */
function WrongClock(): React.JSX.Element | null {
  const { t } = useTranslation();
  const wrongByMs = useWrongClock();
  if (wrongByMs === null || Math.abs(wrongByMs) <= phoneClockLimitMs) return null;
  const by = lengthText(Math.abs(wrongByMs));
  return (
    <p className="status-clock" data-testid="wrong-clock" role="status">
      {t(wrongByMs > 0 ? 'phone.clock.fast' : 'phone.clock.slow', { by })}
    </p>
  );
}

function Waiting(): React.JSX.Element | null {
  const { t } = useTranslation();
  const link = useLink();
  const { waiting, photosWaiting, sending, justSent } = useOutbox();
  const count = waiting.length + photosWaiting;
  if (count === 0)
    return justSent === null ? null : (
      <p className="status-sent" data-testid="just-sent" role="status">
        {t('phone.queue.sent', { count: justSent })}
      </p>
    );
  return (
    <div className="status-waiting" data-testid="queue" data-count={count} role="status">
      <b className="num">{t('phone.queue.waiting', { count })}</b>
      <span>
        {t(link !== 'synced' ? 'phone.queue.later' : sending ? 'phone.queue.sending' : 'phone.queue.soon')}
      </span>
      <button type="button" className="phone-quiet" onClick={() => void flush(true)}>
        {t('phone.queue.try')}
      </button>
    </div>
  );
}

/** Acts that came too late or were refused, told kindly until he has read it. */
function Told({ ownId }: { ownId: string | null }): React.JSX.Element | null {
  const { t } = useTranslation();
  const told = useOutbox((outbox) => outbox.told);
  const nowMs = useServerNow(60_000);
  if (told.length === 0) return null;
  const lines = told.map((each) => ({ ...each, ...toldText(each, { ownId, nowMs }) }));
  return (
    <div role="alert">
      <ul className="status-told">
        {lines.map(({ act, answer, head, text }) => (
          <li key={act.id} data-testid="told" data-outcome={answer.outcome}>
            <b>{head}</b>
            <p>{text}</p>
            <button type="button" className="step" onClick={() => void dismissTold(act.id)}>
              {t('phone.told.read')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
