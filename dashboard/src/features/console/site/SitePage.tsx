import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { listText } from '../../../i18n/language.ts';
import type { LiveConnection } from '../../../live/connection.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { deskAddress } from '../deskAddress.ts';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { ConsoleHeader } from '../ConsoleHeader.tsx';
import { type Fact, Facts } from '../Facts.tsx';
import { SiteCameras } from './SiteCameras.tsx';
import { SiteDevices } from './SiteDevices.tsx';
import { SiteHistory } from './SiteHistory.tsx';
import { SitePeople } from './SitePeople.tsx';
import { SiteSensors } from './SiteSensors.tsx';
import { useCalibrations } from './useCalibrations.ts';

/** A kitchen: its cameras now, its sensors over time, its devices, its people and its record. */
export function SitePage(props: {
  live: LiveState;
  siteId: string;
  session: Session;
  connection: RefObject<LiveConnection | null>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId, session } = props;
  const site = live.sites.get(siteId);
  const grid = live.grids.find(({ id }) => id === site?.gridId);
  const group = live.groups.find(({ id }) => id === grid?.groupId);
  const devices = [...live.devices.values()].filter((device) => device.siteId === siteId);
  const cameras = devices.filter(({ kind }) => kind === 'camera');
  const sensors = devices.filter(({ kind }) => mainMetric(kind) !== null);
  const calibrations = useCalibrations(siteId, may(session.role, 'calibration.read'));
  const facts: Fact[] = [
    ['console.site.address', site?.address ?? ''],
    ['console.site.contact', site?.contact ?? ''],
    ['console.site.grade', site?.grade ?? ''],
    ['console.site.grid', [grid?.name, group?.name].filter(Boolean).join(' · ')],
    ['console.site.hours', hoursText()],
  ];
  return (
    <>
      <ConsoleHeader session={session} district={live.district} />
      <main className="site-page">
        <header className="site-head">
          <Link href={deskAddress()} className="quiet">
            {`← ${t('nav.console')}`}
          </Link>
          <h2>{site?.name ?? headText()}</h2>
          <p>{site ? headText() : siteId}</p>
        </header>
        {site ? (
          <div className="case-columns">
            <div className="case-column">
              <SiteCameras cameras={cameras} connection={props.connection} />
              <SiteSensors
                live={live}
                siteId={siteId}
                sensors={sensors}
                calibrations={calibrations}
                session={session}
              />
            </div>
            <div className="case-column">
              <section className="card" aria-label={t('console.tab.site')}>
                <h3>{t('console.tab.site')}</h3>
                <Facts facts={facts} />
              </section>
              <SiteHistory live={live} siteId={siteId} />
              <SitePeople live={live} siteId={siteId} groupId={grid?.groupId ?? null} />
              <SiteDevices live={live} devices={devices} calibrations={calibrations} session={session} />
            </div>
          </div>
        ) : (
          <p className="detail-empty">{live.seq === null ? '' : t('console.site.unknown.hint')}</p>
        )}
      </main>
    </>
  );

  function headText(): string {
    if (site) return t(`kind.${site.kind}`);
    return live.seq === null ? t('live.waiting') : t('console.site.unknown');
  }

  function hoursText(): string {
    const hours = site?.openingHours ?? [];
    if (hours.length === 0) return t('console.site.alwaysOpen');
    return listText([...new Set(hours.map(({ from, to }) => `${from}–${to}`))]);
  }
}
