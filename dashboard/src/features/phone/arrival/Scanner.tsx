import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CameraTrouble, cameraTrouble, type OpenCamera, openCamera } from './openCamera.ts';
import { type DoorCodeRead, judgeRead } from './readDoorCode.ts';
import { useCloseRequest } from './useCloseRequest.ts';

type Hint = 'aim' | 'slow' | 'not-ours' | 'another-site' | CameraTrouble;
const troubles: readonly Hint[] = ['denied', 'taken', 'no-camera'];

/** Who has read nothing for this long is told what helps, ms. */
const slowAfterMs = 8_000;

/** The camera over the whole screen until it has read the code of this site's door, or he would rather type. */
export function Scanner(props: {
  siteId: string;
  onRead: (read: DoorCodeRead) => void;
  onClose: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [hint, setHint] = useState<Hint>('aim');
  const [light, setLight] = useState<OpenCamera['light']>(null);
  const [lit, setLit] = useState(false);
  const onText = useRef<(text: string) => void>(() => undefined);
  onText.current = (text) => {
    const { what, read } = judgeRead(text, props.siteId);
    if (what !== 'ours') return setHint(what);
    navigator.vibrate?.(80);
    props.onRead(read);
  };
  useEffect(() => {
    let camera: OpenCamera | undefined;
    let gone = false;
    const fail = (trouble: CameraTrouble): void => {
      setLight(null);
      setHint(trouble);
    };
    if (video.current)
      openCamera(video.current, {
        onText: (text) => gone || onText.current(text),
        onTaken: () => fail('taken'),
      })
        .then((opened) => {
          if (gone) return opened.close();
          camera = opened;
          setLight(() => opened.light);
        })
        .catch((error: unknown) => gone || fail(cameraTrouble(error)));
    const slow = setTimeout(() => setHint((before) => (before === 'aim' ? 'slow' : before)), slowAfterMs);
    return () => {
      gone = true;
      clearTimeout(slow);
      camera?.close();
    };
  }, []);
  useCloseRequest(props.onClose);
  const blind = troubles.includes(hint);
  return (
    <div
      className="scanner"
      data-testid="scanner"
      data-hint={hint}
      role="dialog"
      aria-modal="true"
      aria-label={t('phone.scan')}
    >
      <video ref={video} muted playsInline hidden={blind} />
      <div className="scanner-frame" aria-hidden="true" hidden={blind} />
      <p role="status">{t(`phone.scan.${hint}`)}</p>
      <div className="scanner-acts">
        {light ? (
          <button
            type="button"
            className="step"
            aria-pressed={lit}
            onClick={() =>
              void light(!lit).then(
                () => setLit(!lit),
                () => setLight(null),
              )
            }
          >
            {t('phone.scan.light')}
          </button>
        ) : null}
        <button type="button" className="step" onClick={props.onClose} autoFocus>
          {t('phone.scan.type')}
        </button>
      </div>
    </div>
  );
}
