import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import type { Device } from '@mingchu/shared/registry';
import { useTranslation } from 'react-i18next';
import { deviceKey, type LiveState } from '../../../../live/reducer.ts';
import { useServerNow } from '../../../../live/useLive.ts';
import { ageText, whenText } from '../../../../ui/time.ts';
import { measuredText } from '../../../../ui/words.ts';
import { type Fact, Facts } from '../../Facts.tsx';
import { healthMarks } from '../healthMarks.ts';
import type { SiteRule } from '../ruleLimits.ts';
import { ServiceAct } from '../ServiceAct.tsx';
import { type Said, signsOf } from './deviceSigns.ts';
import { silenceLimitMs } from './silenceLimit.ts';

/** Whether it is alive, by when it was heard and how long it may be silent; and what keeps it alive. */
export function DeviceAlive(props: {
  live: LiveState;
  device: Device;
  diagnosis: DeviceDiagnosis | null;
  own: readonly SiteRule[];
  mayService: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const { live, device, diagnosis } = props;
  const health = live.health.get(deviceKey(device.siteId, device.id));
  const state = health?.state ?? 'unknown';
  const heardMs = newest(diagnosis?.lastSeenAt, health?.lastSeenAt);
  const shownS = diagnosis?.shownPeriodS ?? null;
  const heardEach = { ...device, reportPeriodS: Math.max(device.reportPeriodS, shownS ?? 0) };
  const limitMs = silenceLimitMs(heardEach, { rules: live.rules.values(), own: props.own });
  const silentMs = heardMs === null ? 0 : now - heardMs;
  const isSilent = limitMs !== null && silentMs > limitMs;
  const heardText =
    heardMs === null ? t('device.neverHeard') : `${ageText(silentMs)} · ${whenText(heardMs, now)}`;
  return (
    <section className="card" aria-label={t('device.alive')} data-health={state} data-silent={isSilent}>
      <h3>{t('device.alive')}</h3>
      <p className="device-state">
        <b>{`${healthMarks[state]} ${t(`health.${state}`)}`}</b>
        {isSilent ? <b className="device-bad">{`▲ ${t('device.silent')}`}</b> : null}
        {device.inService ? null : <b>{`■ ${t('console.site.outOfService')}`}</b>}
        {props.mayService ? <ServiceAct device={device} /> : null}
      </p>
      <Facts facts={facts()} />
    </section>
  );

  function facts(): Fact[] {
    const battery = diagnosis?.values.find(({ metric }) => metric === 'batteryPct');
    const signs = signsOf(diagnosis?.speaksAt?.said ?? []);
    const batteryText = battery
      ? `${measuredText(battery.value, 'batteryPct')} · ${ageText(now - Date.parse(battery.time))}`
      : saidText(signs.battery, now);
    const speaksState = diagnosis?.speaksAt?.state;
    return [
      ['device.heard', heardText],
      ['device.period', periodText()],
      ['device.limit', limitMs === null ? t('device.limit.none') : spanWords(roundedS(limitMs / 1_000))],
      ['device.ownWord', speaksState ? t(`office.devices.state.${speaksState}`) : ''],
      ['device.battery', batteryText || t('device.notSaid')],
      ['device.signal', saidText(signs.signal, now) || t('device.notSaid')],
      ['device.firmware', saidText(signs.firmware, now) || t('device.notSaid')],
      ['device.clock', clockFact()],
      ['device.seq', diagnosis?.lastSeq == null ? '' : String(diagnosis.lastSeq)],
    ];
  }

  function periodText(): string {
    const declared = diagnosis?.declaredPeriodS ?? 0;
    const registered = diagnosis?.registeredPeriodS ?? device.reportPeriodS;
    const each = t('device.period.each', { length: spanWords(device.reportPeriodS) });
    const said = declared > registered ? `${each} · ${t('device.period.declared')}` : each;
    if (shownS === null || shownS <= device.reportPeriodS) return said;
    return `${said} · ${t('device.period.shown', { length: spanWords(roundedS(shownS)) })}`;
  }

  function spanWords(s: number): string {
    if (s % 3_600 === 0) return t('console.rule.h', { n: s / 3_600 });
    return s % 60 === 0 ? t('console.rule.min', { n: s / 60 }) : t('console.rule.s', { n: s });
  }

  function clockFact(): string {
    const skewMs = diagnosis ? diagnosis.skewMs : (health?.skewMs ?? null);
    if (heardMs === null) return '';
    return skewMs === null
      ? t('device.clock.right')
      : `▲ ${t('console.site.skew', { s: Math.round(skewMs / 1_000) })}`;
  }
}

/** To whole minutes from one minute on. */
function roundedS(s: number): number {
  return s < 60 ? s : Math.round(s / 60) * 60;
}

function newest(...times: (string | null | undefined)[]): number | null {
  const known = times.flatMap((time) => (time == null ? [] : [Date.parse(time)]));
  return known.length === 0 ? null : Math.max(...known);
}

/** In the device's own name for it, for units of signals differ. */
function saidText(said: Said | undefined, now: number): string {
  if (!said) return '';
  const { name, value, unit = '', at } = said;
  return `${value} ${unit}`.trimEnd() + ` · ${name} · ${ageText(now - Date.parse(at))}`;
}
