import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { useFormFocus } from '../../../ui/useFormFocus.ts';
import { ageText } from '../../../ui/time.ts';

/** The devices of a kitchen with their health, and taking one out of service or back. */
export function SiteDevices(props: {
  live: LiveState;
  devices: readonly Device[];
  calibrations: readonly SiteCalibrationLine[];
  session: Session;
}): React.JSX.Element {
  const { t } = useTranslation();
  const mayService = may(props.session.role, 'device.service');
  return (
    <section className="card" aria-label={t('console.site.devices')}>
      <h3>{t('console.site.devices')}</h3>
      <ul className="devices">
        {props.devices.map((device) => (
          <DeviceRow
            key={device.id}
            live={props.live}
            device={device}
            overdue={props.calibrations.some(
              ({ deviceId, state }) => deviceId === device.id && state === 'overdue',
            )}
            mayService={mayService}
          />
        ))}
      </ul>
    </section>
  );
}

const healthMarks = { online: '●', offline: '✕', unknown: '○' } as const;

function DeviceRow(props: {
  live: LiveState;
  device: Device;
  /** Its calibration is. */
  overdue: boolean;
  mayService: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { device } = props;
  const [asking, setAsking] = useState(false);
  const now = useServerNow();
  const health = props.live.health.get(deviceKey(device.siteId, device.id));
  const state = health?.state ?? 'unknown';
  const notes = [
    props.overdue ? t('calibration.overdue') : '',
    device.inService ? '' : `■ ${t('console.site.outOfService')}`,
    health?.skewMs ? t('console.site.skew', { s: Math.round(health.skewMs / 1_000) }) : '',
    health?.lastSeenAt ? `${t('console.site.lastSeen')} ${ageText(now - Date.parse(health.lastSeenAt))}` : '',
  ];
  const act = device.inService ? 'take-out-of-service' : 'put-back-in-service';
  return (
    <li data-health={state} data-in-service={device.inService}>
      <span>
        <b>{device.name}</b> <small>{device.id}</small>
      </span>
      <span className="device-health">{`${healthMarks[state]} ${t(`health.${state}`)}`}</span>
      <small className="num">{notes.filter(Boolean).join(' · ')}</small>
      {props.mayService ? (
        <button type="button" className="quiet" aria-expanded={asking} onClick={() => setAsking(!asking)}>
          {t(`act.${act}`)}
        </button>
      ) : null}
      {asking ? <ServiceForm device={device} done={() => setAsking(false)} /> : null}
    </li>
  );
}

function ServiceForm(props: { device: Device; done: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { device, done } = props;
  const form = useFormFocus();
  const [error, setError] = useState<string | null>(null);
  const act = device.inService ? 'take-out-of-service' : 'put-back-in-service';
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    const path = `/sites/${device.siteId}/devices/${device.id}/service`;
    request<Device>('POST', path, { inService: !device.inService, reason }).then(done, (failure: unknown) =>
      setError(errorText(failure)),
    );
  };
  return (
    <form
      ref={form}
      className="service-form"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && done()}
      aria-label={t(`act.${act}`)}
    >
      <label>
        {t('console.reason')}
        <input name="reason" maxLength={500} required />
      </label>
      <button type="submit" className="button button-main">
        {t(`act.${act}`)}
      </button>
      {error ? (
        <p role="alert" className="act-error">
          {error}
        </p>
      ) : null}
    </form>
  );
}
