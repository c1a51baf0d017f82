import type { TriedDevice, TryAnswer } from '@mingchu/shared/bindings';
import type { WatchingRule } from '@mingchu/shared/watchingRules';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { inLanguage, listText, wordFor } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { deviceText, measuredText } from '../../../ui/words.ts';
import { becomesWord } from './becomesWord.ts';
import { sampleText } from './sampleText.ts';
import type { FamiliesAnswer } from './DeviceInbox.tsx';
import { givenPacket } from './givenPacket.ts';
import { ActError } from '../../../ui/ActError.tsx';

/** A packet to try: what would be heard, stored and looked at, or why it is refused. Nothing is stored. */
export function Tester({ known }: { known: FamiliesAnswer | null }): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, run } = useWork();
  const [answer, setAnswer] = useState<TryAnswer | null>(null);
  const given = givenPacket(useSearch());
  const part = useRef<HTMLElement>(null);
  const isGiven = given !== null;
  useEffect(() => {
    if (isGiven) part.current?.scrollIntoView();
  }, [isGiven]);
  const send = async (form: FormData) => {
    const body = {
      topic: String(form.get('topic')).trim(),
      username: String(form.get('username')).trim(),
      payload: String(form.get('payload')),
      retain: form.get('retain') === 'on',
      encoding: form.get('base64') === 'on' ? 'base64' : 'utf8',
    };
    await run(async () => setAnswer(await request<TryAnswer>('POST', '/device-packets/try', body)));
  };
  return (
    <section ref={part} className="office-part" aria-label={t('office.try')}>
      <h3>{t('office.try')}</h3>
      <p className="office-period">{t('office.try.hint')}</p>
      <form
        className="act-form office-wide try-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send(new FormData(event.currentTarget));
        }}
      >
        <label>
          {t('office.try.topic')}
          <input
            name="topic"
            required
            maxLength={500}
            placeholder="tele/fridge-probe/SENSOR"
            defaultValue={given?.topic}
          />
        </label>
        <label>
          {t('office.try.username')}
          <input name="username" maxLength={100} autoComplete="off" placeholder="s0001~1" />
        </label>
        <label>
          {t('office.try.payload')}
          <textarea
            name="payload"
            spellCheck={false}
            defaultValue={given?.payload}
            placeholder='{"DS18B20":{"Temperature":4.6},"TempUnit":"C"}'
          />
        </label>
        <div className="office-row">
          <label className="office-check">
            <input type="checkbox" name="retain" /> {t('office.try.retain')}
          </label>
          <label className="office-check">
            <input type="checkbox" name="base64" defaultChecked={given?.isBase64} /> {t('office.try.base64')}
          </label>
          <button type="submit" className="button button-main" disabled={busy}>
            {t('office.try.send')}
          </button>
        </div>
        <ActError text={error} />
      </form>
      <div aria-live="polite" className="try-result">
        {answer === null ? null : <TryResult answer={answer} known={known} />}
      </div>
    </section>
  );
}

/** What a packet becomes, or why it is refused. */
export function TryResult({
  answer,
  known,
}: {
  answer: TryAnswer;
  known: FamiliesAnswer | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { family, mount, refused, devices, samples, answers } = answer;
  const titleOf = (id: string): string => {
    const title = known?.families.find((each) => each.id === id)?.title;
    if (title) return inLanguage(title);
    return id === 'mingchu' ? t('office.devices.family.mingchu') : id;
  };
  return (
    <>
      {refused === null ? null : (
        <p className="act-error">
          {t('office.try.refused')} {wordFor('office.try.reason', refused.reason)}
          {refused.detail === null ? '' : ` (${refused.detail})`}
        </p>
      )}
      {family === null ? null : (
        <p>
          {t('office.devices.family')} <b>{titleOf(family)}</b>
          {mount === '' ? null : ` · ${t('office.try.mount', { mount })}`}
          {answers.length === 0 ? null : ` · ${t('office.try.answers', { n: answers.length })}`}
        </p>
      )}
      {devices.map((device) => (
        <Device key={device.address} device={device} rules={known?.rules ?? []} />
      ))}
      {samples.length === 0 ? (
        refused === null ? (
          <p>{t('office.try.stored.none')}</p>
        ) : null
      ) : (
        <>
          <b>{t('office.try.stored')}</b>
          <ul>
            {samples.map((sample) => (
              <li key={`${sample.siteId} ${sample.deviceId} ${sample.at} ${sampleText(sample)}`}>
                {sample.siteId === '' ? (
                  <>
                    <code>{sample.deviceId}</code> {t('office.try.unbound')}
                  </>
                ) : (
                  deviceText(live, sample.siteId, sample.deviceId)
                )}
                {` · ${sampleText(sample)}`}
                {sample.retained ? ` · ${t('office.try.noAlarm')}` : ''}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Device({
  device,
  rules,
}: {
  device: TriedDevice;
  rules: readonly WatchingRule[];
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { address, name, binding, kind, values, findings, presence, ruleIds } = device;
  const titles = ruleIds.flatMap((id) =>
    rules.filter((rule) => rule.id === id).map(({ title }) => inLanguage(title)),
  );
  return (
    <>
      <p>
        <b>{name ?? address}</b>{' '}
        {binding === null ? t('office.try.unbound') : deviceText(live, binding.siteId, binding.deviceId)}
        {kind === null ? null : ` · ${wordFor('deviceKind', kind)}`}
        {presence === null ? null : ` · ${t(`office.devices.state.${presence}`)}`}
      </p>
      {values.length + findings.length === 0 ? null : (
        <table className="office-table">
          <thead>
            <tr>
              <th scope="col">{t('office.mapping.name')}</th>
              <th scope="col">{t('office.try.said')}</th>
              <th scope="col">{t('office.try.entry')}</th>
              <th scope="col">{t('office.try.becomes')}</th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ name: called, value, unit, entry, result }) => (
              <tr key={called}>
                <th scope="row">
                  <code>{called}</code>
                </th>
                <td>{`${String(value)}${unit === null ? '' : ` ${unit}`}`}</td>
                <td>
                  {entry === null ? null : (
                    <>
                      <code>{entry.name}</code> {t(`office.try.by.${entry.by}`)}{' '}
                      {entry.expression === null ? null : <code>{entry.expression}</code>}
                    </>
                  )}
                </td>
                <td>
                  {'none' in result
                    ? t(`office.try.none.${result.none}`)
                    : `${wordFor('metric', result.metric)} ${measuredText(result.number, result.metric)}`}
                </td>
              </tr>
            ))}
            {findings.map(({ label, confidence, type }) => (
              <tr key={`finding ${label}`}>
                <th scope="row">
                  <code>{label}</code>
                </th>
                <td>{confidence}</td>
                <td />
                <td>{type === null ? t('office.try.none.no-entry') : becomesWord(type)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        {titles.length === 0 ? t('office.try.noRules') : t('office.try.rules', { rules: listText(titles) })}
      </p>
    </>
  );
}
