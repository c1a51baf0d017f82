import {
  type CalibratedMetric,
  isCalibrated,
  isUnusual,
  mistakeIn,
  usualDueOn,
} from '@mingchu/shared/calibration';
import { mainMetric } from '@mingchu/shared/mainMetric';
import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceKey } from '../../../live/reducer.ts';
import { serverNow, useLiveStore } from '../../../live/store.ts';
import { siteName } from '../../../ui/words.ts';
import { SiteField } from '../credentials/SiteField.tsx';
import { CorrectionFields, numberOf, type Typed } from './CorrectionFields.tsx';
import { OpenedForm } from '../OpenedForm.tsx';
import { useSend } from '../useAnswer.ts';

export interface Sensor {
  siteId: string;
  deviceId: string;
  metric: CalibratedMetric;
}

/** Until this long ago a moment counts as now, ms. */
const nowMs = 5 * 60_000;

/** What a certificate says, of a sensor that is given or chosen here. */
export function RecordForm(props: {
  site: Site | null;
  sensor: Sensor | null;
  done: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const [sensor, setSensor] = useState<Partial<Sensor>>(
    props.sensor ?? (props.site ? { siteId: props.site.id } : {}),
  );
  const [typed, setTyped] = useState<Typed>({
    slope: '1',
    offset: '0',
    validFrom: localText(serverNow()),
    dueOn: null,
    sure: false,
  });
  const { busy, error, send } = useSend();
  const { siteId = '', deviceId = '', metric = 'temperatureC' } = sensor;
  const said = saidBy(metric, typed);
  const mistake = mistakeIn(said, serverNow());
  const unusual = mistake === null && isUnusual(metric, said);
  const deviceName = live.devices.get(deviceKey(siteId, deviceId))?.name ?? deviceId;
  const what = `${siteName(live, siteId)} · ${deviceName}`;
  return (
    <OpenedForm
      title={
        props.sensor === null
          ? t('office.calibration.record')
          : t('office.calibration.record.title', { what })
      }
      commit={t('office.calibration.record')}
      ready={!busy && mistake === null && (!unusual || typed.sure)}
      error={error}
      wide
      submit={(form) => {
        if (siteId === '' || deviceId === '') return;
        const body = { siteId, deviceId, ...said, ...textsOf(form), ...(typed.sure && { confirmed: true }) };
        void send('POST', '/calibrations', body).then((sent) => sent && props.done());
      }}
      close={props.close}
    >
      {props.sensor === null ? (
        <div className="office-row">
          <SiteField
            id="calibration-of-site"
            label={t('office.calibration.site')}
            site={live.sites.get(siteId) ?? null}
            required
            choose={(site) => setSensor(site ? { siteId: site.id } : {})}
          />
          <DeviceField
            siteId={siteId}
            deviceId={deviceId}
            choose={(next) => setSensor({ ...sensor, ...next })}
          />
        </div>
      ) : null}
      <CorrectionFields
        metric={metric}
        typed={typed}
        unusual={unusual}
        choose={(next) => setSensor({ ...sensor, metric: next })}
        type={(part) => setTyped({ ...typed, sure: false, ...part })}
      />
      <CertificateFields typed={typed} dueOn={said.dueOn} type={(part) => setTyped({ ...typed, ...part })} />
      {Date.parse(said.validFrom) < serverNow() - nowMs ? (
        <p className="office-period">{t('office.calibration.validFrom.late')}</p>
      ) : null}
      {mistake === null ? null : (
        <p className="act-error" role="alert">
          {t(`error.code.${mistake}`)}
        </p>
      )}
    </OpenedForm>
  );
}

function saidBy(metric: CalibratedMetric, { slope, offset, validFrom, dueOn }: Typed) {
  const validFromMs = Date.parse(`${validFrom}:00+08:00`);
  const isTime = !Number.isNaN(validFromMs);
  return {
    metric,
    slope: numberOf(slope),
    offset: numberOf(offset),
    validFrom: isTime ? new Date(validFromMs).toISOString() : '',
    dueOn: dueOn ?? (isTime ? usualDueOn(validFromMs) : ''),
  };
}

function textsOf(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    performedBy: text('performedBy'),
    certificate: text('certificate'),
    laboratory: text('laboratory') || null,
    note: text('note'),
  };
}

function CertificateFields(props: {
  typed: Typed;
  dueOn: string;
  type: (part: Partial<Typed>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { typed, type } = props;
  return (
    <div className="office-row">
      <label>
        {t('office.calibration.validFrom')}
        <input
          type="datetime-local"
          required
          value={typed.validFrom}
          onChange={(event) => type({ validFrom: event.target.value })}
        />
      </label>
      <label>
        {t('office.calibration.dueOn')}
        <input
          type="date"
          required
          value={props.dueOn}
          onChange={(event) => type({ dueOn: event.target.value })}
        />
      </label>
      <label>
        {t('office.calibration.performedBy')}
        <input name="performedBy" required maxLength={80} />
      </label>
      <label>
        {t('office.calibration.certificate')}
        <input name="certificate" required maxLength={80} />
      </label>
      <label className="office-grow">
        {t('office.calibration.laboratory')}
        <input name="laboratory" maxLength={120} />
      </label>
      <label className="office-grow">
        {t('office.calibration.note')}
        <input name="note" maxLength={500} />
      </label>
    </div>
  );
}

/** A sensor of the site, with the metric that tells most about it. */
function DeviceField(props: {
  siteId: string;
  deviceId: string;
  choose: (sensor: Partial<Sensor>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const devices = useLiveStore((store) => store.live.devices);
  const sensors = [...devices.values()].filter(
    ({ siteId, kind }) => siteId === props.siteId && kind !== 'camera',
  );
  return (
    <label className="office-grow">
      {t('office.calibration.device')}
      <select
        required
        value={props.deviceId}
        onChange={(event) => {
          const found = sensors.find(({ id }) => id === event.target.value);
          const main = found ? mainMetric(found.kind) : null;
          props.choose({ deviceId: event.target.value, ...(isCalibrated(main) && { metric: main }) });
        }}
      >
        <option value="">{t('office.calibration.device.choose')}</option>
        {sensors.map(({ id, name }) => (
          <option key={id} value={id}>
            {`${name} · ${id}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** District time as the field of the browser takes it. */
function localText(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
}
