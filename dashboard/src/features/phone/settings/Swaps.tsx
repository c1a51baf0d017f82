import { type MySwaps, openSwapActs, type Swap } from '@mingchu/shared/shift';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { useLink } from '../../../live/useLive.ts';
import { dateText, minuteText } from '../../../ui/time.ts';
import { OneOf } from '../OneOf.tsx';
import { useMine } from './useMine.ts';
import './swaps.css';

type NamedSwap = MySwaps['swaps'][number];
type OwnShift = MySwaps['shifts'][number];
/** What every button here needs. */
interface Doing {
  disabled: boolean;
  /** What says why they rest. */
  noteId: string;
  /** True when it was done. */
  send: (path: string, body?: object) => Promise<boolean>;
}

type StandingSwap = NamedSwap & { state: 'asked' | 'taken' };
function isOpen(swap: NamedSwap): swap is StandingSwap {
  return swap.state === 'asked' || swap.state === 'taken';
}

/**
 * Swaps that wait for him or for others, what came of them, and giving a coming shift away. Nothing here is kept for
 * later: whether a swap is possible only the server knows. `sought`: a message led here.
 */
export function Swaps(props: {
  inspectorId: string;
  sought: boolean;
  onFound: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { inspectorId, sought, onFound } = props;
  const online = useLink() === 'synced';
  const { answer, unread, again } = useMine<MySwaps>('/me/swaps');
  const { busy, error, run } = useWork();
  const [done, setDone] = useState('');
  const [headingId, noteId] = [useId(), useId()];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!sought || answer === null) return;
    heading.current?.focus();
    onFound();
  }, [sought, answer, onFound]);

  const send: Doing['send'] = async (path, body) => {
    const isDone = await run(async () => {
      const swap = await request<Swap>('POST', path, body);
      setDone(t(`swap.${swap.state}`));
    });
    // What was refused has changed meanwhile: he sees how it stands.
    await again();
    // The button that he touched is gone.
    if (isDone) heading.current?.focus();
    return isDone;
  };
  const doing: Doing = { disabled: busy || !online, noteId, send };
  const told = error ?? unread;
  const swaps = answer?.swaps ?? [];
  const decided = swaps.filter((swap) => !isOpen(swap));
  return (
    <section className="card swaps" aria-labelledby={headingId} data-testid="swaps">
      <h2 id={headingId} ref={heading} tabIndex={-1}>
        {t('phone.swaps')}
      </h2>
      {online ? null : (
        <p id={noteId} className="order-note">
          {t('phone.swaps.offline')}
        </p>
      )}
      {answer === null && online && told === null ? <p role="status">{t('phone.swaps.loading')}</p> : null}
      <p className="visually-hidden" role="status">
        {done}
      </p>
      <div aria-live="polite">{told === null ? null : <p className="order-error">{told}</p>}</div>
      {swaps.filter(isOpen).map((swap) => (
        <OpenSwap key={swap.id} swap={swap} inspectorId={inspectorId} doing={doing} />
      ))}
      {answer ? <Giving shifts={answer.shifts} giverId={inspectorId} doing={doing} /> : null}
      {decided.length > 0 ? (
        <>
          <h3>{t('phone.swaps.decided')}</h3>
          <ul className="swaps-decided">
            {decided.map((swap) => (
              <li key={swap.id} data-state={swap.state}>
                <b>{t(`swap.${swap.state}`)}</b>
                <span>{`${swap.giverName} → ${swap.takerName}`}</span>
                <span className="num">{hoursOf(swap)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

/** The day in words, and the hours: a week ahead a date alone tells little. */
function shiftText({ from, to }: { from: string; to: string }): string {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  // The hours stay on one line.
  return `${dateText(fromMs)} ${minuteText(fromMs)}\u00a0–\u00a0${minuteText(toMs)}`;
}

function hoursOf({ date, from, to }: Swap): string {
  return from === null || to === null ? dateText(Date.parse(`${date}T00:00+08:00`)) : shiftText({ from, to });
}

/** One that waits: for him, for the colleague or for who approves it. */
function OpenSwap(props: { swap: StandingSwap; inspectorId: string; doing: Doing }): React.JSX.Element {
  const { t } = useTranslation();
  const { swap, inspectorId, doing } = props;
  const { giverName: giver, takerName: taker } = swap;
  const isHis = swap.giverId === inspectorId;
  const hours = hoursOf(swap);
  return (
    <article className="swap" data-testid="swap" data-state={swap.state}>
      <h3>{isHis ? t('phone.swaps.byMe', { name: taker }) : t('phone.swaps.toMe', { name: giver })}</h3>
      <p className="num">{hours}</p>
      {swap.reason === '' ? null : <p>{swap.reason}</p>}
      <p className="swap-state">{isHis ? t(`swap.${swap.state}`) : t(`phone.swaps.toMe.${swap.state}`)}</p>
      <div className="decline-reasons">
        {openSwapActs(swap, { inspectorId, manages: false }).map((act) => (
          <button
            key={act}
            type="button"
            className={act === 'agree' ? 'step' : 'step step-quiet'}
            aria-label={t('swap.act.of', { act: t(`swap.act.${act}`), giver, taker, hours })}
            aria-describedby={doing.noteId}
            disabled={doing.disabled}
            onClick={() => void doing.send(`/shifts/swaps/${encodeURIComponent(swap.id)}/${act}`)}
          >
            {t(`swap.act.${act}`)}
          </button>
        ))}
      </div>
    </article>
  );
}

/** His coming shifts, each opening to who is free then; one is open at a time. */
function Giving(props: { shifts: readonly OwnShift[]; giverId: string; doing: Doing }): React.JSX.Element {
  const { t } = useTranslation();
  const { shifts } = props;
  if (shifts.length === 0) return <p>{t('phone.swaps.none')}</p>;
  return (
    <details>
      <summary className="step">{t('phone.swaps.give')}</summary>
      <div className="swaps-giving">
        {shifts.map((shift) => {
          const { date, takers } = shift;
          const said = (
            <>
              <span className="num">{shiftText(shift)}</span>
              <small>{t('phone.swaps.free', { count: takers.length })}</small>
            </>
          );
          if (takers.length === 0)
            return (
              <p key={date} className="swap-shift">
                {said}
              </p>
            );
          return (
            <details key={date} name="swap-shift">
              <summary className="step step-quiet swap-shift">{said}</summary>
              <Asking shift={shift} giverId={props.giverId} doing={props.doing} />
            </details>
          );
        })}
      </div>
    </details>
  );
}

/** Whom, and a word if he likes. */
function Asking(props: { shift: OwnShift; giverId: string; doing: Doing }): React.JSX.Element {
  const { t } = useTranslation();
  const { shift, giverId, doing } = props;
  const { date, takers } = shift;
  const [chosen, choose] = useState<string | null>(null);
  const [word, setWord] = useState('');
  const taker = takers.find(({ inspectorId }) => inspectorId === chosen);
  const ask = t('phone.swaps.ask');
  return (
    <form
      className="phone-form"
      aria-label={shiftText(shift)}
      onSubmit={(event) => {
        event.preventDefault();
        if (taker === undefined) return;
        const body = { date, giverId, takerId: taker.inspectorId, reason: word.trim() };
        void doing.send('/shifts/swaps', body);
      }}
    >
      <OneOf
        legend={t('phone.swaps.whom')}
        name={`swap-${date}`}
        values={takers.map(({ inspectorId }) => inspectorId)}
        textOf={(id) => takers.find(({ inspectorId }) => inspectorId === id)?.name ?? id}
        chosen={taker?.inspectorId ?? null}
        choose={choose}
      />
      <label className="field">
        {`${t('phone.swaps.word')}${t('phone.optional')}`}
        <input value={word} maxLength={200} onChange={(event) => setWord(event.target.value)} />
      </label>
      <button
        type="submit"
        className="step step-main"
        aria-label={taker && t('phone.swaps.ask.whom', { ask, name: taker.name, hours: shiftText(shift) })}
        aria-describedby={doing.noteId}
        disabled={doing.disabled || taker === undefined}
      >
        {ask}
      </button>
    </form>
  );
}
