import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** The keys of the console. */
export function KeyHelp(props: { close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="key-help" aria-labelledby="keys-title" onClose={props.close}>
      <h2 id="keys-title">{t('console.keys')}</h2>
      <dl>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>{t('console.keys.next')}</dd>
        <dt>
          <kbd>a</kbd>
        </dt>
        <dd>{t('console.keys.ack')}</dd>
        <dt>
          <kbd>r</kbd>
        </dt>
        <dd>{t('console.keys.review')}</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>{t('console.keys.help')}</dd>
      </dl>
      <button type="button" className="button" onClick={() => dialog.current?.close()}>
        {t('console.keys.close')}
      </button>
    </dialog>
  );
}
