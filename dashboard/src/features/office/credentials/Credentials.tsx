import type { CredentialView, IssuedCredential } from '@mingchu/shared/credentials';
import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { Moment } from '../Moment.tsx';
import { Older } from '../Older.tsx';
import { ActedHead } from '../ActedHead.tsx';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { IssuedSecret } from './IssuedSecret.tsx';
import { ReasonForm } from '../ReasonForm.tsx';
import { IssueForm, ReplaceForm } from './CredentialForms.tsx';
import { SiteField } from './SiteField.tsx';
import './credentials.css';

type Open = { form: 'issue' } | { form: 'replace' | 'revoke'; credential: CredentialView };

/** With what the devices of each site sign in: given, replaced and revoked here; a secret is shown once. */
export default function Credentials(): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const [site, setSite] = useState<Site | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [issued, setIssued] = useState<IssuedCredential | null>(null);
  const query = new URLSearchParams({
    limit: '50',
    ...(site && { siteId: site.id }),
    ...(cursor !== null && { cursor }),
  });
  const answer = useAnswer<{ items: CredentialView[]; nextCursor: string | null }>(
    `/admin/credentials?${query}`,
  );
  const close = () => setOpen(null);
  const done = (made: IssuedCredential | null): void => {
    close();
    setIssued(made);
    answer.again();
  };
  return (
    <Page
      title={t('office.credentials')}
      tools={
        <button type="button" className="button button-main" onClick={() => setOpen({ form: 'issue' })}>
          {t('office.credential.issue')}
        </button>
      }
    >
      <p className="office-period">{t('office.credentials.hint')}</p>
      {issued === null ? null : (
        <IssuedSecret key={issued.credential.username} issued={issued} close={() => setIssued(null)} />
      )}
      {open?.form === 'issue' ? <IssueForm site={site} done={done} close={close} /> : null}
      {open?.form === 'replace' ? (
        <ReplaceForm key={open.credential.username} credential={open.credential} done={done} close={close} />
      ) : null}
      {open?.form === 'revoke' ? (
        <ReasonForm
          key={open.credential.username}
          title={t('office.credential.revoke.title', { username: open.credential.username })}
          commit={t('office.credential.revoke')}
          warning={t('office.credential.revoke.hint')}
          path={`/admin/credentials/${open.credential.username}/revoke`}
          done={() => done(null)}
          close={close}
        />
      ) : null}
      <div className="office-row">
        <SiteField
          id="credential-filter"
          label={t('office.credential.filter')}
          site={site}
          choose={(chosen) => {
            setCursor(null);
            setSite(chosen);
          }}
        />
      </div>
      <Part
        title={t('office.credentials.list')}
        answer={answer}
        empty={({ items }) =>
          items.length > 0
            ? null
            : t(site === null ? 'office.credentials.none' : 'office.credentials.noneHere')
        }
      >
        {({ items, nextCursor }) => (
          <>
            <table className="office-table">
              <ActedHead
                columns={[
                  t('office.credential.site'),
                  t('office.credential.username'),
                  t('office.credential.label'),
                  t('office.credential.state'),
                  t('office.credential.used'),
                  t('office.credential.made'),
                ]}
              />
              <tbody>
                {items.map((credential) => (
                  <Line
                    key={credential.username}
                    credential={credential}
                    siteName={sites.get(credential.siteId)?.name ?? credential.siteId}
                    open={(form) => setOpen({ form, credential })}
                  />
                ))}
              </tbody>
            </table>
            <Older cursor={cursor} next={nextCursor} go={setCursor} />
          </>
        )}
      </Part>
    </Page>
  );
}

function Line(props: {
  credential: CredentialView;
  siteName: string;
  open: (form: 'replace' | 'revoke') => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { credential, siteName, open } = props;
  const { username, label, replaces, lastUsedAt, createdAt, createdBy, state } = credential;
  return (
    <tr data-state={state} data-testid="credential">
      <td>{siteName}</td>
      <th scope="row">
        <code>{username}</code>
      </th>
      <td>
        {label}
        {replaces === null ? null : <small> {t('office.credential.replaces', { username: replaces })}</small>}
      </td>
      <td>
        <State credential={credential} />
      </td>
      <td>{lastUsedAt === null ? t('office.credential.never') : <Moment iso={lastUsedAt} />}</td>
      <td>
        <Moment iso={createdAt} /> <small>{createdBy}</small>
      </td>
      <td className="office-act">
        {state === 'ended' ? null : (
          <>
            <button type="button" className="button" onClick={() => open('replace')}>
              {t('office.credential.replace')}
            </button>{' '}
            <button type="button" className="button" onClick={() => open('revoke')}>
              {t('office.credential.revoke')}
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

const marks = { good: '●', ending: '◐', ended: '○' } as const;

function State(props: { credential: CredentialView }): React.JSX.Element {
  const { t } = useTranslation();
  const { state, endsAt, endReason } = props.credential;
  return (
    <>
      {`${marks[state]} ${t(`office.credential.state.${state}`)}`}
      {endReason === null || state === 'ending' ? null : ` · ${t(`office.credential.end.${endReason}`)}`}
      {endsAt === null ? null : (
        <small className="credential-end">
          {' '}
          <Moment iso={endsAt} />
        </small>
      )}
    </>
  );
}
