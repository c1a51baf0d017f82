import { type CalibrationView, districtDay } from '@mingchu/shared/calibration';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import { deviceKey } from '../../../live/reducer.ts';
import { useLiveStore } from '../../../live/store.ts';
import { minuteText } from '../../../ui/time.ts';
import { correctionText } from '../../../ui/calibrationWords.ts';
import { actorText, siteName } from '../../../ui/words.ts';
import { ActedHead } from '../ActedHead.tsx';
import { Part } from '../Page.tsx';
import { ReasonForm } from '../ReasonForm.tsx';
import { useAnswer } from '../useAnswer.ts';
import type { Sensor } from './RecordForm.tsx';

/** Everything that was ever written down of a device, and taking one of it back. */
export function History(props: {
  sensor: Sensor;
  mayWithdraw: boolean;
  changed: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { siteId, deviceId } = props.sensor;
  const answer = useAnswer<{ items: CalibrationView[] }>(`/sites/${siteId}/devices/${deviceId}/calibrations`);
  const [open, setOpen] = useState<CalibrationView | null>(null);
  const name = live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId;
  const here = useRef<HTMLDivElement>(null);
  // It opens above a long list: whoever asked for it is taken there.
  useEffect(() => here.current?.focus(), []);
  return (
    <div
      ref={here}
      className="calibration-history"
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && props.close()}
    >
      {open === null ? null : (
        <ReasonForm
          key={open.id}
          title={t('office.calibration.withdraw.title', { certificate: open.certificate })}
          commit={t('office.calibration.withdraw')}
          warning={t('office.calibration.withdraw.hint')}
          path={`/calibrations/${open.id}/withdraw`}
          done={() => {
            setOpen(null);
            answer.again();
            props.changed();
          }}
          close={() => setOpen(null)}
        />
      )}
      <Part
        title={t('office.calibration.history.title', { what: `${siteName(live, siteId)} · ${name}` })}
        answer={answer}
        empty={({ items }) => (items.length > 0 ? null : t('office.calibration.history.none'))}
      >
        {({ items }) => (
          <table className="office-table calibration-table">
            <ActedHead
              columns={(['validFrom', 'metric', 'correction', 'by', 'due', 'state'] as const).map((key) =>
                t(`office.calibration.${key}`),
              )}
            />
            <tbody>
              {items.map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  inForce={row.id === inForceOf(items, row.metric)}
                  withdraw={props.mayWithdraw && row.withdrawn === null ? () => setOpen(row) : null}
                />
              ))}
            </tbody>
          </table>
        )}
      </Part>
      <div className="act-buttons">
        <button type="button" className="button" onClick={props.close}>
          {t('office.calibration.history.close')}
        </button>
      </div>
    </div>
  );
}

/** The newest that stands; the list is newest first. */
function inForceOf(items: CalibrationView[], metric: string): number | undefined {
  return items.find((row) => row.metric === metric && row.withdrawn === null)?.id;
}

function Row(props: {
  row: CalibrationView;
  inForce: boolean;
  withdraw: (() => void) | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { row } = props;
  const state = () => {
    if (row.withdrawn) {
      const { by, reason } = row.withdrawn;
      return t('office.calibration.withdrawn', {
        by: actorText(live, by),
        reason: wordFor('reason', reason),
      });
    }
    return t(props.inForce ? 'office.calibration.inForce' : 'office.calibration.superseded');
  };
  return (
    <tr data-withdrawn={row.withdrawn !== null}>
      <td className="num">
        {districtDay(Date.parse(row.validFrom))}
        <small>{minuteText(Date.parse(row.validFrom))}</small>
      </td>
      <td>{t(`metric.${row.metric}`)}</td>
      <td className="num">{correctionText(row.metric, row)}</td>
      <th scope="row">
        {row.certificate}
        <small>
          {[
            row.performedBy,
            row.laboratory,
            t('office.calibration.recorded', { by: actorText(live, row.recordedBy) }),
            row.note,
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </th>
      <td className="num">{row.dueOn}</td>
      <td>{state()}</td>
      <td className="office-act">
        {props.withdraw === null ? null : (
          <button type="button" className="button" onClick={props.withdraw}>
            {t('office.calibration.withdraw')}
          </button>
        )}
      </td>
    </tr>
  );
}
