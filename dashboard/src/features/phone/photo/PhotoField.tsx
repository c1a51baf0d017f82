import type { PhotoPurpose } from '@mingchu/shared/arrival';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../http/pictureAddress.ts';
import { errorText } from '../../../http/request.ts';
import { RequestError } from '../../../http/requestError.ts';
import { keptPhotos } from '../acts/kept.ts';
import { useOutbox } from '../acts/outbox.ts';
import { localPhotoPrefix } from '../acts/nextToSend.ts';
import { takePhoto } from './takePhoto.ts';

/** A button that opens the camera. What it took is told by its name. */
export function PhotoButton(props: {
  dispatchId: string;
  purpose: PhotoPurpose;
  label: string;
  main?: boolean;
  onTaken: (name: string) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { dispatchId, purpose } = props;

  async function take(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      props.onTaken(await takePhoto(file, { dispatchId, purpose }));
    } catch (failure) {
      setError(failure instanceof RequestError ? errorText(failure) : t('phone.photo.unreadable'));
    } finally {
      setBusy(false);
      // The same picture may be chosen again.
      input.value = '';
    }
  }

  return (
    <div className="photo-button">
      <label className={props.main ? 'step step-main' : 'step'} data-busy={busy}>
        <CameraMark />
        {busy ? t('phone.photo.busy') : props.label}
        <input
          className="visually-hidden"
          type="file"
          accept="image/*"
          capture="environment"
          data-testid={`photo-${purpose}`}
          disabled={busy}
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      {error ? (
        <p className="order-error" role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function CameraMark(): React.JSX.Element {
  return (
    <svg className="phone-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 7h3l2-3h6l2 3h3v12H4Z" />
      <circle cx="12" cy="13" r="3.6" />
    </svg>
  );
}

/** Pictures taken so far, each of which can be left out again. */
export function PhotoStrip(props: {
  dispatchId: string;
  names: readonly string[];
  label: string;
  onRemove?: (name: string) => void;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { onRemove } = props;
  if (props.names.length === 0) return null;
  return (
    <ul className="photo-strip" aria-label={props.label}>
      {props.names.map((name, index) => (
        <li key={name}>
          <Photo dispatchId={props.dispatchId} name={name} alt={`${props.label} ${index + 1}`} />
          {onRemove ? (
            <button type="button" onClick={() => onRemove(name)}>
              {t('phone.photo.remove')}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** One picture: from the phone's own memory, else from the server. */
function Photo(props: { dispatchId: string; name: string; alt: string }): React.JSX.Element {
  const { name } = props;
  const username = useOutbox((outbox) => outbox.username);
  const [src, setSrc] = useState<string>();
  useEffect(() => {
    let url: string | undefined;
    let gone = false;
    const local = name.startsWith(localPhotoPrefix) ? name.slice(localPhotoPrefix.length) : null;
    keptPhotos(username ?? '')
      .then((photos) => {
        const photo = photos.find(({ id, sha256 }) => id === local || sha256 === name);
        if (gone) return;
        if (photo) url = URL.createObjectURL(photo.jpeg);
        setSrc(url ?? pictureAddress(`/dispatches/${props.dispatchId}/photos/${name}.jpg`));
      })
      .catch(() => undefined);
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [name, username, props.dispatchId]);
  return src ? <img src={src} alt={props.alt} /> : <span className="photo-waiting" />;
}
