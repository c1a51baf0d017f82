import type { IssuedCredential } from '@mingchu/shared/credentials';
import { mountPrefix, topicPrefix } from '@mingchu/shared/mqtt';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';

/** A secret on the only occasion on which it is shown: it stays until somebody says that it is in the device. */
export function IssuedSecret(props: { issued: IssuedCredential; close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const { credential, secret } = props.issued;
  const { siteId, username, label } = credential;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="credential-once" data-testid="issued" aria-labelledby="credential-once">
      <h3 id="credential-once" ref={heading} tabIndex={-1}>
        {t('office.credential.once')}
      </h3>
      <p>{t('office.credential.once.hint')}</p>
      <p>
        {sites.get(siteId)?.name ?? siteId} · {label}
      </p>
      <dl>
        <Copied name={t('office.credential.username')} value={username} />
        <Copied name={t('office.credential.secret')} value={secret} />
        <div>
          <dt>{t('office.credential.topics')}</dt>
          <dd>
            <code>{`${topicPrefix}/${siteId}/…`}</code> <code>{`${mountPrefix}/${siteId}/…`}</code>
          </dd>
        </div>
      </dl>
      <button type="button" className="button button-main" onClick={props.close}>
        {t('office.credential.done')}
      </button>
    </section>
  );
}

function Copied(props: { name: string; value: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const { name, value } = props;
  // Browsers give the clipboard to secure pages only; elsewhere the text is selected by a click.
  const copy = navigator.clipboard
    ? () => void navigator.clipboard.writeText(value).then(() => setCopied(true))
    : null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <input
          readOnly
          aria-label={name}
          className="credential-text"
          value={value}
          size={value.length + 1}
          onFocus={(event) => event.target.select()}
        />
        {copy === null ? null : (
          <button type="button" className="button" onClick={copy}>
            {copied ? `✓ ${t('office.credential.copied')}` : t('office.credential.copy')}
          </button>
        )}
      </dd>
    </div>
  );
}
