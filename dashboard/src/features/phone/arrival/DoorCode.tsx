import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DoorCodeRead, parseDoorCode, watchCamera } from './readDoorCode.ts';

const codeLength = 6;

/** The code at the door: six digits typed, or its QR code read by the camera. */
export function DoorCode(props: {
  siteId: string;
  busy: boolean;
  onCode: (read: { code: string; siteId?: string }) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [scanning, setScanning] = useState(false);

  function type(text: string): void {
    const digits = text.replace(/\D/g, '').slice(0, codeLength);
    setTyped(digits);
    if (digits.length === codeLength && digits !== typed) props.onCode({ code: digits });
  }

  return (
    <div className="door-code">
      <input
        className="door-code-input num"
        data-testid="door-code"
        aria-label={t('phone.proof.door-code.type')}
        placeholder="······"
        inputMode="numeric"
        autoComplete="one-time-code"
        enterKeyHint="send"
        maxLength={codeLength}
        value={typed}
        disabled={props.busy}
        onChange={(event) => type(event.target.value)}
      />
      <button type="button" className="step" onClick={() => setScanning(true)}>
        {t('phone.scan')}
      </button>
      {scanning ? (
        <Scanner
          siteId={props.siteId}
          onClose={() => setScanning(false)}
          onRead={(read) => {
            setScanning(false);
            props.onCode(read);
          }}
        />
      ) : null}
    </div>
  );
}

/** The camera over the whole screen until it has read a door's code. */
function Scanner(props: {
  siteId: string;
  onRead: (read: DoorCodeRead) => void;
  onClose: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(props.onRead);
  told.current = props.onRead;
  const [hint, setHint] = useState<'aim' | 'not-ours' | 'no-camera'>('aim');
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    const take = (text: string): void => {
      const read = parseDoorCode(text);
      if (!read) return setHint('not-ours');
      navigator.vibrate?.(80);
      told.current(read);
    };
    if (!video.current || !navigator.mediaDevices) setHint('no-camera');
    else
      watchCamera(video.current, take)
        .then((end) => (gone ? end() : (stop = end)))
        .catch(() => setHint('no-camera'));
    return () => {
      gone = true;
      stop?.();
    };
  }, []);
  return (
    <div className="scanner" role="dialog" aria-modal="true" aria-label={t('phone.scan')}>
      <video ref={video} muted playsInline />
      <div className="scanner-frame" aria-hidden="true" />
      <p role="status">{t(`phone.scan.${hint}`)}</p>
      <button type="button" className="step" onClick={props.onClose} autoFocus>
        {t('phone.scan.type')}
      </button>
    </div>
  );
}
