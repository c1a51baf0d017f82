import type { Session } from '@mingchu/shared/http';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { type Metric, metrics } from '@mingchu/shared/vocabulary';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { wordFor } from '../../../../i18n/language.ts';
import type { LiveConnection } from '../../../../live/connection.ts';
import { deviceKey, type LiveState } from '../../../../live/reducer.ts';
import { siteName } from '../../../../ui/words.ts';
import { ConsoleHeader } from '../../ConsoleHeader.tsx';
import { sitePath } from '../../../../ui/sitePath.ts';
import { useKeys } from '../../../../ui/useKeys.ts';
import { SpanChoice, useSpan } from '../chartSpan.tsx';
import { SensorChart } from '../SensorChart.tsx';
import { SiteCameras } from '../SiteCameras.tsx';
import { useCalibrations } from '../useCalibrations.ts';
import { useSiteRules } from '../useSiteRules.ts';
import { DeviceAlive } from './DeviceAlive.tsx';
import { DeviceFacts } from './DeviceFacts.tsx';
import { DeviceLetters } from './DeviceLetters.tsx';
import { DeviceRules } from './DeviceRules.tsx';
import { DeviceSays } from './DeviceSays.tsx';
import { DeviceTroubles } from './DeviceTroubles.tsx';
import { DeviceViolations } from './DeviceViolations.tsx';
import { useDiagnosis } from './useDiagnosis.ts';
import { ActError } from '../../../../ui/ActError.tsx';

interface DevicePageProps {
  live: LiveState;
  siteId: string;
  deviceId: string;
  session: Session;
  connection: RefObject<LiveConnection | null>;
}

/** One device: what it is, whether it is alive, what it says, and, further down, why it may be wrong. */
export function DevicePage(props: DevicePageProps): React.JSX.Element {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { live, siteId, deviceId, session } = props;
  const device = live.devices.get(deviceKey(siteId, deviceId));
  useKeys({ Escape: () => navigate(sitePath(siteId)) });
  return (
    <>
      <ConsoleHeader session={session} district={live.district} />
      <main className="site-page device-page">
        <header className="site-head">
          <Link href={sitePath(siteId)} className="quiet">
            {`← ${siteName(live, siteId)}`}
          </Link>
          <h2>{device?.name ?? unknownText()}</h2>
          <p>
            {device
              ? [wordFor('deviceKind', device.kind), device.zone && wordFor('zone', device.zone)]
                  .filter(Boolean)
                  .join(' · ')
              : `${siteId} / ${deviceId}`}
          </p>
        </header>
        {device ? (
          <DeviceBody {...props} device={device} />
        ) : (
          <p className="detail-empty">{live.seq === null ? '' : t('device.unknown.hint')}</p>
        )}
      </main>
    </>
  );

  function unknownText(): string {
    return live.seq === null ? t('live.waiting') : t('device.unknown');
  }
}

function DeviceBody(props: DevicePageProps & { device: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId, deviceId, session, device } = props;
  const { role } = session;
  const span = useSpan();
  const mayDiagnose = may(role, 'device.diagnose');
  const { diagnosis, error } = useDiagnosis({ siteId, deviceId }, mayDiagnose);
  const own = useSiteRules(siteId, may(role, 'site-rule.read'));
  const calibrations = useCalibrations(siteId, may(role, 'calibration.read'));
  const charted = chartedMetrics(
    device,
    (diagnosis?.values ?? []).map(({ metric }) => metric),
  );
  return (
    <>
      <ActError text={error} />
      <div className="case-columns">
        <div className="case-column">
          {device.kind === 'camera' ? <SiteCameras cameras={[device]} connection={props.connection} /> : null}
          <DeviceSays
            device={device}
            diagnosis={diagnosis}
            error={error}
            calibrations={calibrations}
            known={{ rules: live.rules, own }}
          />
          {charted.length === 0 ? null : (
            <section className="card" aria-label={t('device.charts')}>
              <h3>
                {t('device.charts')}
                <SpanChoice span={span} />
              </h3>
              <div className="sensors">
                {charted.map((metric) => (
                  <SensorChart
                    key={`${metric} ${span}`}
                    {...{ live, device, metric, span, own, calibrations }}
                  />
                ))}
              </div>
            </section>
          )}
        </div>
        <div className="case-column">
          <DeviceAlive
            live={live}
            device={device}
            diagnosis={diagnosis}
            own={own}
            mayService={may(role, 'device.service')}
          />
          <DeviceFacts live={live} device={device} diagnosis={diagnosis} />
          <DeviceViolations live={live} device={device} />
          {diagnosis ? <DeviceRules live={live} device={device} diagnosis={diagnosis} own={own} /> : null}
        </div>
      </div>
      {diagnosis ? (
        <section className="device-diagnosis" aria-label={t('device.diagnosis')}>
          <h3>{t('device.diagnosis')}</h3>
          <DeviceTroubles diagnosis={diagnosis} />
          <DeviceLetters diagnosis={diagnosis} mayTry={may(role, 'binding.read')} />
        </section>
      ) : null}
    </>
  );
}

/** The one that tells most of its kind first; then whatever else it measures. */
function chartedMetrics({ kind }: Device, measured: readonly Metric[]): Metric[] {
  const main = mainMetric(kind);
  const others = metrics.filter((metric) => metric !== main && measured.includes(metric));
  return main === null ? others : [main, ...others];
}
