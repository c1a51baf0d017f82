import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Scanner } from './Scanner.tsx';

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
  const field = useRef<HTMLInputElement>(null);

  function type(text: string): void {
    const digits = text.replace(/\D/g, '').slice(0, codeLength);
    setTyped(digits);
    if (digits.length === codeLength && digits !== typed) props.onCode({ code: digits });
  }

  return (
    <div className="door-code">
      <input
        ref={field}
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
        // A code that was wrong is written over, not taken away digit by digit.
        onFocus={(event) => event.target.select()}
        onChange={(event) => type(event.target.value)}
      />
      <button type="button" className="step" onClick={() => setScanning(true)}>
        {t('phone.scan')}
      </button>
      {scanning ? (
        <Scanner
          siteId={props.siteId}
          onClose={() => {
            setScanning(false);
            field.current?.focus();
          }}
          onRead={(read) => {
            setScanning(false);
            props.onCode(read);
          }}
        />
      ) : null}
    </div>
  );
}
