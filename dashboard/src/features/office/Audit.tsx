import { type AuditLine, auditSubjects } from '@mingchu/shared/http';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../i18n/language.ts';
import { Moment } from './Moment.tsx';
import { Page, Part } from './Page.tsx';
import { useAnswer } from './useAnswer.ts';

/** Who did what, and who looked at which picture and why; the newest first. */
export default function Audit(): React.JSX.Element {
  const { t } = useTranslation();
  const [subject, setSubject] = useState('');
  const [actor, setActor] = useState('');
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({
    limit: '100',
    ...(subject && { subject }),
    ...(actor && { actor }),
    ...(cursor !== null && { cursor }),
  });
  const answer = useAnswer<{ items: AuditLine[]; nextCursor: string | null }>(`/audit?${query}`);
  return (
    <Page
      title={t('office.audit')}
      tools={
        <>
          <label>
            {t('office.audit.subject')}{' '}
            <select
              value={subject}
              onChange={(event) => {
                setCursor(null);
                setSubject(event.target.value);
              }}
            >
              <option value="">{t('office.all')}</option>
              {auditSubjects.map((each) => (
                <option key={each} value={each}>
                  {t(`office.subject.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('office.audit.actor')}{' '}
            <input
              value={actor}
              size={12}
              onChange={(event) => {
                setCursor(null);
                setActor(event.target.value.trim());
              }}
            />
          </label>
        </>
      }
    >
      <Part
        title={t('office.audit.list')}
        answer={answer}
        empty={({ items }) => (items.length === 0 ? t('office.noAudit') : null)}
      >
        {({ items, nextCursor }) => (
          <>
            <table className="office-table">
              <thead>
                <tr>
                  <th scope="col">{t('office.message.at')}</th>
                  <th scope="col">{t('office.audit.actor')}</th>
                  <th scope="col">{t('office.audit.act')}</th>
                  <th scope="col">{t('office.audit.subject')}</th>
                  <th scope="col">{t('office.reason')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((line, index) => (
                  <tr key={`${line.at} ${index}`}>
                    <td>
                      <Moment iso={line.at} />
                    </td>
                    <td>{line.actor}</td>
                    <td>{wordFor('act', line.act)}</td>
                    <td>
                      {t(`office.subject.${line.subject}`)} <small>{line.subjectId.slice(0, 36)}</small>
                    </td>
                    <td>{wordFor('reason', line.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {nextCursor === null ? null : (
              <button type="button" className="button" onClick={() => setCursor(nextCursor)}>
                {t('office.older')}
              </button>
            )}
          </>
        )}
      </Part>
    </Page>
  );
}
