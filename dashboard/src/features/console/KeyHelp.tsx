import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const keys = [
  [['j', 'k'], 'console.keys.next'],
  [['Enter'], 'console.keys.open'],
  [['o'], 'console.keys.group'],
  [['a'], 'console.keys.ack'],
  [['r'], 'console.keys.review'],
  [['d'], 'console.keys.dispatch'],
  [['s'], 'console.keys.shelve'],
  [['v'], 'console.keys.verify'],
  [['/'], 'console.keys.search'],
  [['Esc'], 'console.keys.cancel'],
  [['?'], 'console.keys.help'],
] as const;

/** The keys of the console. */
export function KeyHelp(props: { close: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="key-help" aria-labelledby="keys-title" onClose={props.close}>
      <h2 id="keys-title">{t('console.keys')}</h2>
      <dl>
        {keys.map(([names, text]) => (
          <Fragment key={text}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </Fragment>
        ))}
      </dl>
      <button type="button" className="button" onClick={() => dialog.current?.close()}>
        {t('console.keys.close')}
      </button>
    </dialog>
  );
}
