import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import { topicOf } from '@mingchu/shared/mqtt';
import type { Device } from '@mingchu/shared/registry';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { inLanguage, wordFor } from '../../../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../../../live/reducer.ts';
import { spanText } from '../../../../ui/time.ts';
import { actorText, siteName } from '../../../../ui/words.ts';
import { devicesBehind } from '../../case/devicesBehind.ts';
import { type Fact, Facts } from '../../Facts.tsx';
import { devicePath } from '../devicePath.ts';

/** What it is, where it speaks, and through what. */
export function DeviceFacts(props: {
  live: LiveState;
  device: Device;
  diagnosis: DeviceDiagnosis | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, device, diagnosis } = props;
  const speaksAt = diagnosis?.speaksAt;
  const facts: Fact[] = [
    ['device.kind', wordFor('deviceKind', device.kind)],
    ['device.place', device.zone === '' ? '' : wordFor('zone', device.zone)],
    ['device.id', <code key="id">{`${device.siteId}/${device.id}`}</code>],
    [
      'device.pictures',
      device.kind === 'camera' ? t(`device.pictures.${device.pictures?.kind ?? 'mqtt'}`) : '',
    ],
    ['device.family', diagnosis ? familyText() : ''],
    ['device.address', <code key="address">{addressText()}</code>],
    ['device.model', [speaksAt?.maker, speaksAt?.model].filter(Boolean).join(' · ')],
    [
      'device.bound',
      speaksAt ? `${spanText(Date.parse(speaksAt.boundAt))} · ${actorText(live, speaksAt.boundBy)}` : '',
    ],
    ['device.gateway', gatewayFact()],
  ];
  return (
    <section className="card" aria-label={t('device.facts')}>
      <h3>{t('device.facts')}</h3>
      <Facts facts={facts} />
      <Behind live={live} device={device} />
    </section>
  );

  function familyText(): string {
    if (!speaksAt) return t('device.canonical');
    return speaksAt.title ? inLanguage(speaksAt.title) : speaksAt.family;
  }

  function addressText(): string {
    const { siteId, id, kind } = device;
    if (!speaksAt) return topicOf(siteId, id, kind === 'camera' ? 'detection' : 'telemetry');
    const { address, mount } = speaksAt;
    return mount === '' ? address : `${address} @ ${mount}`;
  }

  function gatewayFact(): string | React.JSX.Element {
    const gateway = device.gateway === undefined ? undefined : live.devices.get(device.gateway);
    if (!gateway) return device.gateway ?? speaksAt?.gateway ?? '';
    const state = live.health.get(deviceKey(gateway.siteId, gateway.id))?.state ?? 'unknown';
    return (
      <>
        <Link href={devicePath(gateway)}>{gateway.name}</Link> {t(`health.${state}`)}
      </>
    );
  }
}

/** Of a gateway: who speaks through it. */
function Behind(props: { live: LiveState; device: Device }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { live, device } = props;
  const behind = devicesBehind(live, { siteId: device.siteId, deviceId: device.id });
  if (behind.length === 0) return null;
  return (
    <details className="behind">
      <summary>{t('console.behind.count', { n: behind.length })}</summary>
      <ul className="device-behind">
        {behind.map(({ device: each }) => (
          <li key={deviceKey(each.siteId, each.id)}>
            <Link href={devicePath(each)}>{each.name}</Link>
            {each.siteId === device.siteId ? null : <small>{siteName(live, each.siteId)}</small>}
          </li>
        ))}
      </ul>
    </details>
  );
}
