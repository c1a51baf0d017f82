import {
  calibrationFilters,
  type CalibrationFilter,
  type CalibrationLine,
  type CalibrationState,
  districtDay,
} from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import { deviceKey } from '../../../live/reducer.ts';
import { serverNow, useLiveStore } from '../../../live/store.ts';
import { correctionText, daysUntil } from '../../../ui/calibrationWords.ts';
import { ActedHead } from '../ActedHead.tsx';
import { Choices } from '../Choices.tsx';
import { SiteField } from '../credentials/SiteField.tsx';
import { Older } from '../Older.tsx';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { CalibrationFiles } from './CalibrationFiles.tsx';
import { History } from './History.tsx';
import { RecordForm, type Sensor } from './RecordForm.tsx';
import './calibration.css';

type Open = { part: 'record'; sensor: Sensor | null } | { part: 'history'; sensor: Sensor };
type Lines = { items: CalibrationLine[]; nextCursor: string | null };

/** Which sensors are overdue, due or were never calibrated, and what their certificates say. */
export default function Calibration(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const asked = new URLSearchParams(useSearch()).get('site');
  const [chosen, setChosen] = useState<Site | null | undefined>(undefined);
  const site = chosen === undefined ? (sites.get(asked ?? '') ?? null) : chosen;
  const [filter, setFilter] = useState<CalibrationFilter>(asked === null ? 'overdue' : 'all');
  const [cursor, setCursor] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const query = new URLSearchParams({
    filter,
    limit: '50',
    ...(site && { siteId: site.id }),
    ...(cursor !== null && { cursor }),
  });
  const answer = useAnswer<Lines>(`/calibrations?${query}`);
  const counts = useAnswer<Record<CalibrationState, number>>('/calibrations/counts');
  const mayRecord = may(props.session.role, 'calibration.record');
  const again = () => {
    answer.again();
    counts.again();
  };
  const countOf = (key: CalibrationFilter) =>
    key === 'all' || site !== null ? '' : (counts.body?.[key] ?? '');
  return (
    <Page
      title={t('office.calibration')}
      tools={
        mayRecord ? (
          <button
            type="button"
            className="button button-main"
            onClick={() => setOpen({ part: 'record', sensor: null })}
          >
            {t('office.calibration.record')}
          </button>
        ) : undefined
      }
    >
      <p className="office-period">{t('office.calibration.hint')}</p>
      {open?.part === 'record' ? (
        <RecordForm
          key={open.sensor === null ? 'new' : sensorKey(open.sensor)}
          site={site}
          sensor={open.sensor}
          done={() => {
            setOpen(null);
            again();
          }}
          close={() => setOpen(null)}
        />
      ) : null}
      {open?.part === 'history' ? (
        <History
          key={sensorKey(open.sensor)}
          sensor={open.sensor}
          mayWithdraw={mayRecord}
          changed={again}
          close={() => setOpen(null)}
        />
      ) : null}
      <div className="office-row calibration-tools">
        <Choices
          keys={calibrationFilters}
          chosen={filter}
          textOf={(key) => `${t(`office.calibration.filter.${key}`)} ${countOf(key)}`.trim()}
          choose={(key) => {
            setCursor(null);
            setFilter(key);
          }}
        />
        <SiteField
          key={site === null ? 'any' : 'one'}
          id="calibration-site"
          label={t('office.calibration.site')}
          site={site}
          choose={(found) => {
            setCursor(null);
            setChosen(found);
          }}
        />
      </div>
      <Part
        title={t(`office.calibration.filter.${filter}`)}
        answer={answer}
        empty={({ items }) => (items.length > 0 ? null : t(`office.calibration.none.${filter}`))}
      >
        {({ items, nextCursor }) => (
          <>
            <table className="office-table calibration-table">
              <ActedHead
                columns={(['device', 'metric', 'state', 'due', 'correction', 'by'] as const).map((key) =>
                  t(`office.calibration.${key}`),
                )}
              />
              <tbody>
                {items.map((line) => (
                  <Line
                    key={sensorKey(line)}
                    line={line}
                    record={mayRecord ? () => setOpen({ part: 'record', sensor: line }) : null}
                    history={() => setOpen({ part: 'history', sensor: line })}
                  />
                ))}
              </tbody>
            </table>
            <Older cursor={cursor} next={nextCursor} go={setCursor} />
          </>
        )}
      </Part>
      <CalibrationFiles role={props.session.role} done={again} />
    </Page>
  );
}

function sensorKey({ siteId, deviceId, metric }: Sensor): string {
  return `${siteId}/${deviceId}/${metric}`;
}

function Line(props: {
  line: CalibrationLine;
  record: (() => void) | null;
  history: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { siteId, deviceId, metric, state, current } = props.line;
  const leftText = (dueOn: string) => {
    const days = daysUntil(dueOn, serverNow());
    return days < 0 ? t('calibration.days.over', { n: -days }) : t('calibration.days.left', { n: days });
  };
  return (
    <tr data-state={state} data-testid="calibration">
      <th scope="row">
        {live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId}
        <small>{live.sites.get(siteId)?.name ?? siteId}</small>
      </th>
      <td>{t(`metric.${metric}`)}</td>
      <td className="calibration-state">{t(`calibration.state.${state}`)}</td>
      <td className="num">
        {current === null ? '—' : current.dueOn}
        {current === null ? null : <small>{leftText(current.dueOn)}</small>}
      </td>
      <td className="num">{current === null ? '—' : correctionText(metric, current)}</td>
      <td>
        {current === null ? '—' : current.certificate}
        {current === null ? null : (
          <small>
            {[current.performedBy, current.laboratory, districtDay(Date.parse(current.validFrom))]
              .filter(Boolean)
              .join(' · ')}
          </small>
        )}
      </td>
      <td className="office-act">
        {props.record === null ? null : (
          <button type="button" className="button" onClick={props.record}>
            {t('office.calibration.record')}
          </button>
        )}{' '}
        <button type="button" className="button" onClick={props.history}>
          {t('office.calibration.history')}
        </button>
      </td>
    </tr>
  );
}
