import type { Device } from '@mingchu/shared/registry';
import { useTranslation } from 'react-i18next';
import { deviceKey, type LiveState } from '../../live/reducer.ts';
import { useServerNow } from '../../live/useLive.ts';
import type { WorkItem } from '../../live/worklist.ts';
import { ageText } from '../../ui/time.ts';
import { Facts } from './Facts.tsx';
import { SensorChart } from './SensorChart.tsx';
import { chartedMetric } from './chartedMetric.ts';

/** Charts on one page: more kitchens than this have no more sensors worth a look at once. */
const maxCharts = 6;

/** A kitchen: who and where it is, its sensors over time, its devices and their health. */
export function SiteView(props: { live: LiveState; item: WorkItem }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item } = props;
  const site = live.sites.get(item.siteId);
  const devices = [...live.devices.values()].filter((device) => device.siteId === item.siteId);
  const sensors = devices.filter((device) => chartedMetric(device.kind) !== null).slice(0, maxCharts);
  const { violation } = item;
  return (
    <div className="case">
      <header className="case-head">
        <div>
          <h2>{site?.name ?? item.siteId}</h2>
          <p>{site ? t(`kind.${site.kind}`) : ''}</p>
        </div>
      </header>
      <div className="case-columns">
        <div className="case-column">
          <section className="card" aria-label={t('console.site.chart')}>
            <h3>{t('console.site.chart')}</h3>
            {sensors.length === 0 ? <p>{t('console.site.noSensor')}</p> : null}
            {sensors.map((device) => (
              <SensorChart
                key={device.id}
                device={device}
                limit={violation?.deviceId === device.id ? violation.evidence.limit : undefined}
              />
            ))}
          </section>
        </div>
        <div className="case-column">
          <section className="card" aria-label={t('console.tab.site')}>
            <h3>{t('console.tab.site')}</h3>
            <Facts
              facts={[
                ['console.site.address', site?.address ?? ''],
                ['console.site.contact', site?.contact ?? ''],
                ['console.site.grade', site?.grade ?? ''],
              ]}
            />
          </section>
          <section className="card" aria-label={t('console.site.devices')}>
            <h3>{t('console.site.devices')}</h3>
            <ul className="devices">
              {devices.map((device) => (
                <DeviceRow key={device.id} live={live} device={device} />
              ))}
            </ul>
          </section>
        </div>
      </div>
    </div>
  );
}

const healthMarks = { online: '●', offline: '✕', unknown: '○' } as const;

function DeviceRow(props: { live: LiveState; device: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const { device } = props;
  const now = useServerNow();
  const health = props.live.health.get(deviceKey(device.siteId, device.id));
  const state = health?.state ?? 'unknown';
  const notes = [
    device.inService ? '' : t('console.site.outOfService'),
    health?.skewMs ? t('console.site.skew', { s: Math.round(health.skewMs / 1_000) }) : '',
    health?.lastSeenAt ? `${t('console.site.lastSeen')} ${ageText(now - Date.parse(health.lastSeenAt))}` : '',
  ];
  return (
    <li data-health={state}>
      <span>
        <b>{device.name}</b> <small>{device.id}</small>
      </span>
      <span className="device-health">{`${healthMarks[state]} ${t(`health.${state}`)}`}</span>
      <small className="num">{notes.filter(Boolean).join(' · ')}</small>
    </li>
  );
}
