import type { OfficerOnDuty } from '@mingchu/shared/todayNumbers';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../../live/store.ts';
import { minuteSecondText } from '../../../ui/minuteSecondText.ts';
import { whenMinuteText } from '../../../ui/time.ts';
import { LoadBar, LoadWord, roundedRate } from '../../../ui/LoadMark.tsx';
import './officers.css';

/** Each officer at a desk with what comes to him, in one line; on demand what each of them does. */
export function OfficerStrip({ officers }: { officers: readonly OfficerOnDuty[] }): React.JSX.Element {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (officers.length === 0)
    return (
      <section className="officer-strip" data-testid="officers" data-present="0" aria-label={t('officers')}>
        <p className="officer-nobody" role="status">
          <b>▲ {t('officers.nobody')}</b> {t('officers.nobody.hint')}
        </p>
      </section>
    );
  return (
    <section
      className="officer-strip num"
      data-testid="officers"
      data-present={officers.length}
      aria-label={t('officers')}
    >
      <div className="officer-line">
        <h2>
          {t('officers')} <b>{officers.length}</b>
        </h2>
        {open ? null : <Chips officers={officers} />}
        <button type="button" className="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'officers.less' : 'officers.more')}
        </button>
      </div>
      {open ? <OfficerTable officers={officers} /> : null}
    </section>
  );
}

function Chips({ officers }: { officers: readonly OfficerOnDuty[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ul className="officer-chips">
      {officers.map((officer) => (
        <li key={officer.username} title={t('officers.last10Min.aim')}>
          <span className="officer-name">{officer.displayName}</span>
          <LoadBar rate={officer.last10Min} />
          <b>{roundedRate(officer.last10Min)}</b>
          <LoadWord judgement={officer.judgement} />
        </li>
      ))}
    </ul>
  );
}

function OfficerTable({ officers }: { officers: readonly OfficerOnDuty[] }): React.JSX.Element {
  const { t } = useTranslation();
  const both = (lately: number, shift: number): string => `${lately} / ${shift}`;
  return (
    <div className="officer-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('officers.who')}</th>
            <th scope="col">{t('officers.since')}</th>
            <th scope="col" colSpan={3} title={t('officers.last10Min.aim')}>
              {t('officers.last10Min')}
            </th>
            <th scope="col">{t('officers.average')}</th>
            <th scope="col">{t('officers.peak')}</th>
            <th scope="col">{t('officers.acks')}</th>
            <th scope="col">{t('officers.reviews')}</th>
            <th scope="col">{t('officers.dispatches')}</th>
            <th scope="col">{t('officers.medianAck')}</th>
          </tr>
        </thead>
        <tbody>
          {officers.map(({ acts10Min, actsOfShift, ...officer }) => (
            <tr key={officer.username}>
              <th scope="row">{officer.displayName}</th>
              <td>{whenMinuteText(Date.parse(officer.presentSince), serverNow())}</td>
              <td>
                <LoadBar rate={officer.last10Min} />
              </td>
              <td>{roundedRate(officer.last10Min)}</td>
              <td className="officer-word">
                <LoadWord judgement={officer.judgement} />
              </td>
              <td>{roundedRate(officer.per10Min)}</td>
              <td>{roundedRate(officer.peak10Min)}</td>
              <td>{both(acts10Min.acks, actsOfShift.acks)}</td>
              <td>{both(acts10Min.reviews, actsOfShift.reviews)}</td>
              <td>{both(acts10Min.dispatches, actsOfShift.dispatches)}</td>
              <td>{officer.medianAckMs === null ? '–' : minuteSecondText(officer.medianAckMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('officers.legend')}</p>
    </div>
  );
}
