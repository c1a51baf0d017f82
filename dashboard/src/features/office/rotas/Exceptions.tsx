import { type Holiday, type Leave, openSwapActs, type Swap } from '@mingchu/shared/shift';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { hoursText, minuteText } from '../../../ui/time.ts';
import { inspectorName } from '../../../ui/words.ts';
import { Part } from '../Page.tsx';
import { ListOrNone } from './ListOrNone.tsx';
import { PersonSelect } from './PersonSelect.tsx';
import { ReasonField, RowForm } from './RowForm.tsx';
import { RemoveButton } from '../RemoveButton.tsx';
import { type Answer, useAnswer, useSend } from '../useAnswer.ts';
import { ActError } from '../../../ui/ActError.tsx';

/** One change of the plan; true when it was done. */
type Act = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<boolean>;
interface ListProps<Item> {
  answer: Answer<{ items: Item[] }>;
  mayManage: boolean;
  busy: boolean;
  act: Act;
}

/** What departs from the week: leave, swaps, holidays and adjusted working days. */
export function Exceptions(props: { mayManage: boolean; changed: () => void }): React.JSX.Element {
  const { mayManage } = props;
  const leaves = useAnswer<{ items: Leave[] }>('/shifts/leave');
  const swaps = useAnswer<{ items: Swap[] }>('/shifts/swaps');
  const holidays = useAnswer<{ items: Holiday[] }>('/shifts/holidays');
  const { busy, error, send } = useSend();
  const act: Act = async (method, path, body) => {
    const done = await send(method, path, body);
    if (!done) return false;
    for (const list of [leaves, swaps, holidays]) list.again();
    props.changed();
    return true;
  };
  return (
    <>
      <ActError text={error} />
      <Leaves answer={leaves} mayManage={mayManage} busy={busy} act={act} />
      <Swaps answer={swaps} mayManage={mayManage} busy={busy} act={act} />
      <Holidays answer={holidays} mayManage={mayManage} busy={busy} act={act} />
    </>
  );
}

function Leaves({ answer, mayManage, busy, act }: ListProps<Leave>): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  return (
    <Part title={t('office.leave')} answer={answer} empty={() => null}>
      {({ items }) => (
        <>
          <ListOrNone none={t('office.noLeave')}>
            {items.map((leave) => (
              <li key={leave.id}>
                <b>{inspectorName(live, leave.inspectorId)}</b>
                <span className="num">{`${momentText(leave.from)} – ${momentText(leave.to)}`}</span>
                <span>{leave.reason}</span>
                {mayManage ? (
                  <RemoveButton
                    name={inspectorName(live, leave.inspectorId)}
                    busy={busy}
                    remove={() => void act('DELETE', `/shifts/leave/${leave.id}`)}
                  />
                ) : null}
              </li>
            ))}
          </ListOrNone>
          {mayManage ? <LeaveForm busy={busy} add={(body) => act('POST', '/shifts/leave', body)} /> : null}
        </>
      )}
    </Part>
  );
}

function Swaps({ answer, mayManage, busy, act }: ListProps<Swap>): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  return (
    <Part title={t('office.swaps')} answer={answer} empty={() => null}>
      {({ items }) => (
        <>
          <ListOrNone none={t('office.noSwaps')}>
            {items.map((swap) => {
              const { id, from, to } = swap;
              const hours = from !== null && to !== null ? hoursText({ from, to }) : swap.date;
              const giver = inspectorName(live, swap.giverId);
              const taker = inspectorName(live, swap.takerId);
              return (
                <li key={id}>
                  <span className="num">{hours}</span>
                  <b>{`${giver} → ${taker}`}</b>
                  {swap.reason === '' ? null : <span>{swap.reason}</span>}
                  <span>{t(`swap.${swap.state}`)}</span>
                  {openSwapActs(swap, { inspectorId: null, manages: mayManage }).map((word) => (
                    <button
                      key={word}
                      type="button"
                      className="button"
                      aria-label={t('swap.act.of', { act: t(`swap.act.${word}`), giver, taker, hours })}
                      disabled={busy}
                      onClick={() => void act('POST', `/shifts/swaps/${id}/${word}`)}
                    >
                      {t(`swap.act.${word}`)}
                    </button>
                  ))}
                </li>
              );
            })}
          </ListOrNone>
          {mayManage ? <SwapForm busy={busy} add={(body) => act('POST', '/shifts/swaps', body)} /> : null}
        </>
      )}
    </Part>
  );
}

function Holidays({ answer, mayManage, busy, act }: ListProps<Holiday>): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Part title={t('office.holidays')} answer={answer} empty={() => null}>
      {({ items }) => (
        <>
          <ListOrNone none={t('office.noHolidays')}>
            {items.map((day) => (
              <li key={day.date}>
                <span className="num">{day.date}</span>
                <b>{day.name}</b>
                <span>
                  {day.asWeekday === null
                    ? t('office.holiday.nobody')
                    : t('office.holiday.as', { day: t(`office.weekday.${day.asWeekday as 1}`) })}
                </span>
                {mayManage ? (
                  <RemoveButton
                    name={day.name}
                    busy={busy}
                    remove={() => void act('DELETE', `/shifts/holidays/${day.date}`)}
                  />
                ) : null}
              </li>
            ))}
          </ListOrNone>
          {mayManage ? (
            <HolidayForm busy={busy} add={(date, body) => act('PUT', `/shifts/holidays/${date}`, body)} />
          ) : null}
        </>
      )}
    </Part>
  );
}

function momentText(iso: string): string {
  const ms = Date.parse(iso);
  return `${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(ms)} ${minuteText(ms)}`;
}

function LeaveForm(props: { busy: boolean; add: (body: object) => Promise<boolean> }): React.JSX.Element {
  const { t } = useTranslation();
  const add = (given: FormData) => {
    const text = (name: string) => String(given.get(name) ?? '');
    // What the person types is district time, wherever the browser stands.
    const at = (name: string) => new Date(`${text(name)}:00+08:00`).toISOString();
    return props.add({ inspectorId: text('who'), from: at('from'), to: at('to'), reason: text('reason') });
  };
  return (
    <RowForm button={t('office.leave.add')} busy={props.busy} add={add}>
      <PersonSelect name="who" label={t('office.by.inspector')} />
      <label>
        {t('office.rota.from')}
        <input type="datetime-local" name="from" required />
      </label>
      <label>
        {t('office.rota.to')}
        <input type="datetime-local" name="to" required />
      </label>
      <ReasonField />
    </RowForm>
  );
}

/** What a leader writes down is agreed at once. */
function SwapForm(props: { busy: boolean; add: (body: object) => Promise<boolean> }): React.JSX.Element {
  const { t } = useTranslation();
  const add = (given: FormData) => props.add(Object.fromEntries(given));
  return (
    <RowForm button={t('office.swap.add')} busy={props.busy} add={add}>
      <label>
        {t('office.swap.date')}
        <input type="date" name="date" required />
      </label>
      <PersonSelect name="giverId" label={t('office.swap.giver')} />
      <PersonSelect name="takerId" label={t('office.swap.taker')} />
      <ReasonField />
    </RowForm>
  );
}

function HolidayForm(props: {
  busy: boolean;
  add: (date: string, body: object) => Promise<boolean>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [as, setAs] = useState('7');
  const add = (given: FormData) => {
    const name = String(given.get('name') ?? '');
    return props.add(String(given.get('date') ?? ''), { name, asWeekday: as === '' ? null : Number(as) });
  };
  return (
    <RowForm button={t('office.holiday.add')} busy={props.busy} add={add}>
      <label>
        {t('office.by.day')}
        <input type="date" name="date" required />
      </label>
      <label>
        {t('office.rota.name')}
        <input name="name" required maxLength={60} />
      </label>
      <label>
        {t('office.holiday.pattern')}
        <select value={as} onChange={(event) => setAs(event.target.value)}>
          {([1, 2, 3, 4, 5, 6, 7] as const).map((day) => (
            <option key={day} value={day}>
              {t(`office.weekday.${day}`)}
            </option>
          ))}
          <option value="">{t('office.holiday.nobody')}</option>
        </select>
      </label>
    </RowForm>
  );
}
