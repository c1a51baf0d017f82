import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { ageText } from '../../../ui/time.ts';
import { devicePath } from './devicePath.ts';
import { ServiceAct } from './ServiceAct.tsx';
import { healthMarks } from './healthMarks.ts';

/** The devices of a kitchen with their health, the way to the page of each, and taking one out of service or back. */
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

function DeviceRow(props: {
  live: LiveState;
  device: Device;
  /** Its calibration is. */
  overdue: boolean;
  mayService: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { device } = props;
  const now = useServerNow();
  const health = props.live.health.get(deviceKey(device.siteId, device.id));
  const state = health?.state ?? 'unknown';
  const notes = [
    props.overdue ? t('calibration.overdue') : '',
    device.inService ? '' : `■ ${t('console.site.outOfService')}`,
    health?.skewMs ? t('console.site.skew', { s: Math.round(health.skewMs / 1_000) }) : '',
    health?.lastSeenAt ? `${t('console.site.lastSeen')} ${ageText(now - Date.parse(health.lastSeenAt))}` : '',
  ];
  return (
    <li data-health={state} data-in-service={device.inService}>
      <span>
        <Link href={devicePath(device)}>{device.name}</Link> <small>{device.id}</small>
      </span>
      <span className="device-health">{`${healthMarks[state]} ${t(`health.${state}`)}`}</span>
      <small className="num">{notes.filter(Boolean).join(' · ')}</small>
      {props.mayService ? <ServiceAct device={device} /> : null}
    </li>
  );
}
