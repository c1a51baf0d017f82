import { type DeviceDiagnosis, type ShownLetter, shownPacketBytes } from '@mingchu/shared/deviceDiagnosis';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { wordFor } from '../../../../i18n/language.ts';
import { useServerNow } from '../../../../live/useLive.ts';
import { ageText, datedText } from '../../../../ui/time.ts';
import { readableBytes } from './payloadText.ts';
import { testerPath } from './testerPath.ts';

/** Its last packet, and those that were refused, with their bytes and the way to try them again. */
export function DeviceLetters(props: { diagnosis: DeviceDiagnosis; mayTry: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const { packet, letters } = props.diagnosis;
  return (
    <>
      <section className="card device-packet" aria-label={t('device.packet')}>
        <h3>{t('device.packet')}</h3>
        {packet === null ? (
          <p>{t('device.packet.none')}</p>
        ) : (
          <>
            <p className="device-letter-head num">
              <code>{packet.topic}</code>
              <span>{ageText(now - Date.parse(packet.at))}</span>
              {props.mayTry ? <Link href={testerPath(packet)}>{t('device.try')}</Link> : null}
            </p>
            <Payload base64={packet.payloadBase64} bytes={null} />
            {packet.rebuilt ? <small>{t('device.packet.rebuilt')}</small> : null}
          </>
        )}
      </section>
      <section className="card device-letters" aria-label={t('device.letters')}>
        <h3>{t('device.letters')}</h3>
        {letters.length === 0 ? <p>{t('device.letters.none')}</p> : null}
        <ol>
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter} mayTry={props.mayTry} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Letter({ letter, mayTry }: { letter: ShownLetter; mayTry: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { receivedAt, topic, reason, bytes } = letter;
  const [name = '', ...detail] = reason.split(': ');
  const isWhole = bytes <= shownPacketBytes;
  return (
    <li>
      <p className="device-letter-head num">
        <time dateTime={receivedAt}>{datedText(Date.parse(receivedAt))}</time>
        <b>{wordFor('office.try.reason', name)}</b>
        <span>{detail.join(': ')}</span>
        <code>{topic}</code>
        {mayTry && isWhole ? <Link href={testerPath(letter)}>{t('device.try')}</Link> : null}
      </p>
      <Payload base64={letter.payloadBase64} bytes={bytes} />
    </li>
  );
}

/** `bytes`: of the whole, where only the first are here. */
function Payload(props: { base64: string; bytes: number | null }): React.JSX.Element {
  const { t } = useTranslation();
  const isCut = (props.bytes ?? 0) > shownPacketBytes;
  const { kind, text } = readableBytes(props.base64, { isCut });
  if (text === '') return <small>{t('device.payload.empty')}</small>;
  return (
    <>
      {/* Long ones are scrolled: the keyboard must get in. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="device-payload" data-kind={kind} tabIndex={0} aria-label={t('office.try.payload')}>
        {text}
      </pre>
      {isCut ? (
        <small>{t('device.payload.cut', { shown: shownPacketBytes, bytes: props.bytes })}</small>
      ) : null}
    </>
  );
}
