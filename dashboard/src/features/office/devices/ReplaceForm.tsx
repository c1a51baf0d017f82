import type { HeardLine } from '@mingchu/shared/bindings';
import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { SiteField } from '../credentials/SiteField.tsx';
import { OpenedForm } from '../OpenedForm.tsx';
import { useSend } from '../useAnswer.ts';

interface FormProps {
  line: HeardLine;
  done: () => void;
  close: () => void;
}

/** The heard device takes the place of one that is broken: its history goes on. */
export function ReplaceForm({ line, done, close }: FormProps): React.JSX.Element {
  const { t } = useTranslation();
  const { sites, devices } = useLiveStore((store) => store.live);
  const { family, mount, address, proposals } = line;
  const [site, setSite] = useState<Site | null>(sites.get(proposals.site?.siteId ?? '') ?? null);
  const { busy, error, send } = useSend();
  const there = [...devices.values()].filter(({ siteId }) => siteId === site?.id);
  return (
    <OpenedForm
      title={t('office.devices.replace.title', { name: line.name ?? address })}
      commit={t('office.devices.replace')}
      ready={!busy}
      error={error}
      wide
      submit={async (form) => {
        if (site === null) return;
        const [deviceId, reason] = [String(form.get('device')), String(form.get('reason')).trim()];
        const body = { family, mount, address, siteId: site.id, deviceId, reason };
        if (await send('POST', '/heard-devices/replace', body)) done();
      }}
      close={close}
    >
      <p>{t('office.devices.replace.hint')}</p>
      <div className="office-row">
        <SiteField
          id="replace-site"
          label={t('office.credential.site')}
          site={site}
          required
          choose={setSite}
        />
        <label>
          {t('office.devices.replace.device')}
          <select name="device" required>
            {there.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="office-grow">
          {t('office.devices.reason')}
          <input name="reason" required maxLength={500} />
        </label>
      </div>
    </OpenedForm>
  );
}

/** Lets it go: what it says is taken no more; bound again it is the same device. */
export function UnbindForm({ line, done, close }: FormProps): React.JSX.Element {
  const { t } = useTranslation();
  const { family, mount, address } = line;
  const { busy, error, send } = useSend();
  return (
    <OpenedForm
      title={t('office.devices.unbind.title', { name: line.name ?? address })}
      commit={t('office.devices.unbind')}
      ready={!busy}
      error={error}
      wide
      submit={async (form) => {
        const reason = String(form.get('reason')).trim();
        if (await send('POST', '/heard-devices/unbind', { family, mount, address, reason })) done();
      }}
      close={close}
    >
      <p>{t('office.devices.unbind.hint')}</p>
      <div className="office-row">
        <label className="office-grow">
          {t('office.devices.reason')}
          <input name="reason" required maxLength={500} />
        </label>
      </div>
    </OpenedForm>
  );
}
