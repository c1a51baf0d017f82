/** Accounts, channels and credentials: their cells, forms, and what is only ever written. */
import type { CredentialView, IssuedCredential } from '@mingchu/shared/credentials';
import type { AccountLine } from '@mingchu/shared/http';
import {
  type ChannelKind,
  channelKinds,
  type ChannelTestResult,
  type ChannelView,
} from '@mingchu/shared/notify';
import type { OidcAccount } from '@mingchu/shared/signIn';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { AccountForm } from '../../office/Accounts.tsx';
import { type AtProvider, ProviderCell, ProviderForm } from '../../office/AccountAtProvider.tsx';
import { AccountLocks } from '../../office/AccountLocks.tsx';
import { AccountSessions } from '../../office/AccountSessions.tsx';
import { ChannelForm } from '../../office/channels/ChannelForm.tsx';
import { TestButton, TestOutcome } from '../../office/channels/Channels.tsx';
import { IssueForm, ReplaceForm } from '../../office/credentials/CredentialForms.tsx';
import { IssuedSecret } from '../../office/credentials/IssuedSecret.tsx';
import { SiteField } from '../../office/credentials/SiteField.tsx';
import { useAnswer } from '../../office/useAnswer.ts';
import { Block } from '../Block.tsx';
import { ago } from '../examples.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;
const wide = 80;

export function People(): React.JSX.Element {
  return (
    <>
      <AccountCells />
      <ChannelStates />
      <Secrets />
    </>
  );
}

function AccountCells(): React.JSX.Element {
  const { t } = useTranslation();
  const accounts = useAnswer<{ items: AccountLine[] }>('/accounts').body?.items ?? [];
  const [first] = accounts;
  const open: OidcAccount[] = first
    ? [
        { username: 'admin', name: 'admin@example.org', issuer: 'mock', boundAt: ago(86_400_000) },
        { username: 'duty', name: 'duty@example.org', issuer: null, boundAt: null },
      ]
    : [];
  const atProvider: AtProvider = { body: { items: open }, error: null, asking: false, again: nothing };
  const refused: AtProvider = { ...atProvider, body: null, error: t('error.status.403') };
  return (
    <>
      <Block name="account-cells">
        {accounts.map((account) => (
          <Sheet key={account.username} name={account.username} width={30}>
            <AccountSessions account={account} done={nothing} />
            <AccountLocks account={account} done={nothing} />
            <p>
              <ProviderCell atProvider={atProvider} username={account.username} />
            </p>
          </Sheet>
        ))}
        <Sheet name="provider refused" width={30}>
          <ProviderCell atProvider={refused} username="admin" />
        </Sheet>
      </Block>
      <Block name="account-form">
        <Sheet name="new" width={wide}>
          <AccountForm account={null} saved={nothing} close={nothing} />
        </Sheet>
        {accounts.map((account) => (
          <Sheet key={account.username} name={account.username} width={wide}>
            <AccountForm account={account} saved={nothing} close={nothing} />
          </Sheet>
        ))}
      </Block>
      <Block name="provider-form">
        <Sheet name="open" width={wide}>
          <ProviderForm atProvider={atProvider} username="admin" saved={nothing} />
        </Sheet>
        <Sheet name="closed" width={wide}>
          <ProviderForm
            atProvider={{ ...atProvider, body: { items: [] } }}
            username="admin"
            saved={nothing}
          />
        </Sheet>
      </Block>
    </>
  );
}

function ChannelStates(): React.JSX.Element {
  const { t } = useTranslation();
  const channels = useAnswer<{ items: ChannelView[] }>('/admin/channels').body?.items ?? [];
  const [like] = channels;
  const ofKind = (kind: ChannelKind): ChannelView | null =>
    channels.find((each) => each.kind === kind) ?? (like ? { ...like, id: kind, kind, settings: {} } : null);
  const outcomes: Record<string, ChannelTestResult | string | null> = {
    'not tried': null,
    taken: { taken: true, reply: '{"errcode":0,"errmsg":"ok"}', tookMs: 143 },
    'not taken': { taken: false, reply: '535 authentication failed', tookMs: 812 },
    'not to be asked': t('error.status.503'),
  };
  return (
    <>
      <Block name="channel-form">
        <Sheet name="new" width={wide}>
          <ChannelForm channel={null} saved={nothing} close={nothing} />
        </Sheet>
        {channelKinds.map((kind) => {
          const channel = ofKind(kind);
          return channel === null ? null : (
            <Sheet key={kind} name={`${kind}, secrets kept`} width={wide}>
              <ChannelForm channel={channel} saved={nothing} close={nothing} />
            </Sheet>
          );
        })}
      </Block>
      <Block name="channel-test">
        {channelKinds.map((kind) => {
          const channel = ofKind(kind);
          return channel === null ? null : (
            <Sheet key={kind} name={kind} width={24}>
              <p className="act-buttons">
                <TestButton channel={channel} />
              </p>
            </Sheet>
          );
        })}
        {Object.entries(outcomes).map(([name, said]) => (
          <Sheet key={name} name={name} width={24}>
            <TestOutcome said={said} />
          </Sheet>
        ))}
      </Block>
    </>
  );
}

function Secrets(): React.JSX.Element {
  const { t } = useTranslation();
  const [site] = useLiveStore((store) => store.live.sites).values();
  const credential: CredentialView = {
    username: 's0001~1',
    siteId: site?.id ?? 'site-1',
    label: '后厨网关',
    state: 'good',
    createdAt: ago(86_400_000),
    createdBy: 'admin',
    replaces: null,
    endsAt: null,
    endReason: null,
    lastUsedAt: null,
  };
  const issued: IssuedCredential = { credential, secret: '7h3k9wq2mv5x8r0tn4bc6yd1fz' };
  return (
    <>
      <Block name="credential-forms">
        <Sheet name="issue" width={wide}>
          <IssueForm site={site ?? null} done={nothing} close={nothing} />
        </Sheet>
        <Sheet name="replace" width={wide}>
          <ReplaceForm credential={credential} done={nothing} close={nothing} />
        </Sheet>
      </Block>
      <Block name="issued-secret">
        <Sheet name="shown once" width={wide}>
          <IssuedSecret issued={issued} close={nothing} />
        </Sheet>
      </Block>
      <Block name="site-field">
        <Sheet name="empty" width={30}>
          <SiteField id="workshop-no-site" label={t('office.credential.site')} site={null} choose={nothing} />
        </Sheet>
        <Sheet name="chosen" width={30}>
          <SiteField
            id="workshop-site"
            label={t('office.credential.site')}
            site={site ?? null}
            required
            choose={nothing}
          />
        </Sheet>
      </Block>
    </>
  );
}
