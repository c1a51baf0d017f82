import type { CredentialView, IssuedCredential } from '@mingchu/shared/credentials';
import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { OpenedForm } from '../OpenedForm.tsx';
import { SiteField } from './SiteField.tsx';

/** Offered times that an old secret stays good, h. */
const overlapsH = [0, 1, 24, 72, 168] as const;
const defaultOverlapH = 24;

/** A new credential for a site. */
export function IssueForm(props: {
  site: Site | null;
  done: (issued: IssuedCredential) => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [site, setSite] = useState(props.site);
  const { busy, error, send } = useIssue(props.done);
  return (
    <OpenedForm
      title={t('office.credential.issue')}
      commit={t('office.credential.issue')}
      ready={!busy}
      error={error}
      wide
      submit={(form) => {
        const label = String(form.get('label') ?? '').trim();
        if (site !== null && label !== '') void send('/admin/credentials', { siteId: site.id, label });
      }}
      close={props.close}
    >
      <div className="office-row">
        <SiteField
          id="credential-site"
          label={t('office.credential.site')}
          site={site}
          required
          choose={setSite}
        />
        <label className="office-grow">
          {t('office.credential.label')}
          <input name="label" required maxLength={60} placeholder={t('office.credential.label.hint')} />
        </label>
      </div>
    </OpenedForm>
  );
}

/** A new name and secret instead of these. */
export function ReplaceForm(props: {
  credential: CredentialView;
  done: (issued: IssuedCredential) => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { username } = props.credential;
  const [overlapH, setOverlapH] = useState<number>(defaultOverlapH);
  const [endAtFirstUse, setEndAtFirstUse] = useState(false);
  const { busy, error, send } = useIssue(props.done);
  const words = (hours: number) => {
    if (hours === 0) return t('office.credential.overlap.none');
    return hours % 24 === 0
      ? t('office.credential.overlap.days', { n: hours / 24 })
      : t('office.credential.overlap.hours', { n: hours });
  };
  return (
    <OpenedForm
      title={t('office.credential.replace.title', { username })}
      commit={t('office.credential.replace')}
      ready={!busy}
      error={error}
      wide
      submit={() => void send(`/admin/credentials/${username}/replace`, { overlapH, endAtFirstUse })}
      close={props.close}
    >
      <div className="office-row">
        <label>
          {t('office.credential.overlap')}
          <select value={overlapH} onChange={(event) => setOverlapH(Number(event.target.value))}>
            {overlapsH.map((hours) => (
              <option key={hours} value={hours}>
                {words(hours)}
              </option>
            ))}
          </select>
        </label>
        <label className="office-check">
          <input
            type="checkbox"
            checked={endAtFirstUse && overlapH > 0}
            disabled={overlapH === 0}
            onChange={(event) => setEndAtFirstUse(event.target.checked)}
          />
          {t('office.credential.firstUse')}
        </label>
      </div>
    </OpenedForm>
  );
}

/** Asks for a secret, which stands in the answer alone. */
function useIssue(done: (issued: IssuedCredential) => void): {
  busy: boolean;
  error: string | null;
  send: (path: string, body: object) => Promise<boolean>;
} {
  const { busy, error, run } = useWork();
  const send = (path: string, body: object): Promise<boolean> =>
    run(async () => done(await request<IssuedCredential>('POST', path, body)));
  return { busy, error, send };
}
