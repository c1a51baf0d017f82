import type { HeardLine } from '@mingchu/shared/bindings';
import type { Site } from '@mingchu/shared/registry';
import { deviceKinds, type DeviceKind } from '@mingchu/shared/vocabulary';
import { rulesWatching, unwatched, type WatchingRule } from '@mingchu/shared/watchingRules';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage, listText, wordFor } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { SiteField } from '../credentials/SiteField.tsx';
import { OpenedForm } from '../OpenedForm.tsx';
import { useSend } from '../useAnswer.ts';

const zones = ['prep', 'cooking', 'washing', 'storage', 'serving'] as const;
const usualZone: Partial<Record<DeviceKind, (typeof zones)[number]>> = {
  'gas-detector': 'cooking',
  'smoke-detector': 'cooking',
  'water-leak': 'washing',
  'disinfection-cabinet': 'washing',
  'hot-holding': 'serving',
};

/** Makes a heard device one of a site, filled in with what it most likely is; says which rules will look at it. */
export function BindForm(props: {
  line: HeardLine;
  rules: readonly WatchingRule[];
  done: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { line, rules } = props;
  const { proposals, binding, family, mount, address } = line;
  const live = useLiveStore((store) => store.live);
  const sites = live.sites;
  const before = binding && live.devices.get(`${binding.siteId}/${binding.deviceId}`);
  const [site, setSite] = useState<Site | null>(
    sites.get(binding?.siteId ?? proposals.site?.siteId ?? '') ?? null,
  );
  const [kind, setKind] = useState<DeviceKind | ''>(before?.kind ?? proposals.kind?.kind ?? '');
  const [zone, setZone] = useState<string | null>(before?.zone ?? null);
  const { busy, error, send } = useSend();
  const place = zone ?? (kind === '' ? '' : (usualZone[kind] ?? 'storage'));
  const watched = kind !== '' && { kind, siteKind: site?.kind, zone: place, says: line.becomes };
  const looking = watched ? rulesWatching(rules, watched).filter(({ looksAt }) => looksAt !== null) : [];
  const idle = watched ? unwatched(rules, watched) : [];
  return (
    <OpenedForm
      title={t('office.devices.bind.title', { name: line.name ?? address })}
      commit={t('office.devices.bind')}
      ready={!busy}
      error={error}
      wide
      submit={async (form) => {
        if (site === null || kind === '') return;
        const deviceId =
          site.id === proposals.site?.siteId && family === 'mingchu' ? proposals.deviceId : null;
        const body = {
          family,
          mount,
          address,
          siteId: site.id,
          ...(deviceId !== null && { deviceId }),
          kind,
          name: String(form.get('name') ?? '').trim(),
          zone: place,
          reportPeriodS: Number(form.get('period')),
        };
        if (await send('POST', '/heard-devices/bind', body)) props.done();
      }}
      close={props.close}
    >
      <div className="office-row">
        <SiteField id="bind-site" label={t('office.credential.site')} site={site} required choose={setSite} />
        <label>
          {t('office.devices.kind')}
          <select required value={kind} onChange={(event) => setKind(event.target.value as DeviceKind | '')}>
            <option value="">{t('office.devices.kind.choose')}</option>
            {deviceKinds.map((each) => (
              <option key={each} value={each}>
                {wordFor('deviceKind', each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.devices.zone')}
          <select value={place} onChange={(event) => setZone(event.target.value)}>
            {[...new Set([...zones, ...(place === '' ? [''] : [place])])].map((each) => (
              <option key={each} value={each}>
                {wordFor('zone', each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.devices.name')}
          <input name="name" required maxLength={120} defaultValue={before?.name ?? line.name ?? address} />
        </label>
        <label>
          {t('office.devices.period')}
          <input
            name="period"
            type="number"
            required
            min={1}
            max={86_400}
            defaultValue={before?.reportPeriodS ?? proposals.reportPeriodS}
          />
        </label>
      </div>
      <div className="heard-rules" aria-live="polite">
        <b>{t(looking.length > 0 ? 'office.devices.rules' : 'office.devices.rules.none')}</b>
        <ul>
          {looking.map(({ id, title, severity }) => (
            <li key={id} data-severity={severity}>
              {inLanguage(title)} <small>{t(`severity.${severity}`)}</small>
            </li>
          ))}
        </ul>
        {idle.length > 0 ? (
          <p>{t('office.devices.idle', { what: listText(idle.map((each) => wordFor('metric', each))) })}</p>
        ) : null}
      </div>
    </OpenedForm>
  );
}
