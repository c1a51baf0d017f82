import { type AuditLine, auditSubjects } from '@mingchu/shared/http';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useLiveStore } from '../../live/store.ts';
import { actorText, actText } from '../../ui/words.ts';
import { type AuditFilters, readAuditFilters, writeAuditFilters } from './auditFilters.ts';
import { caseOf, reasonText, subjectText } from './auditWords.ts';
import { SiteField } from './credentials/SiteField.tsx';
import { Moment } from './Moment.tsx';
import { Older } from './Older.tsx';
import { OneOrAll } from './OneOrAll.tsx';
import { Page, Part } from './Page.tsx';
import { People } from './People.tsx';
import { useAnswer } from './useAnswer.ts';

/** Accounts that are not people of the grid. */
const actorWords = ['system', 'duty', 'chief', 'admin'] as const;

/** Who did what, and who looked at which picture and why; the newest first. */
export default function Audit(): React.JSX.Element {
  const { t } = useTranslation();
  const [path, navigate] = useLocation();
  const filters = readAuditFilters(useSearch());
  const { subject, actor, site } = filters;
  const live = useLiveStore((store) => store.live);
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({
    limit: '100',
    ...(subject && { subject }),
    ...(actor && { actor }),
    ...(site && { siteId: site }),
    ...(cursor !== null && { cursor }),
  });
  const answer = useAnswer<{ items: AuditLine[]; nextCursor: string | null }>(`/audit?${query}`);
  const narrow = (next: Partial<AuditFilters>): void => {
    setCursor(null);
    const words = writeAuditFilters({ ...filters, ...next });
    navigate(words === '' ? path : `${path}?${words}`, { replace: true });
  };
  return (
    <Page
      title={t('office.audit')}
      tools={
        <>
          <OneOrAll
            label={t('office.audit.subject')}
            chosen={subject}
            keys={auditSubjects}
            textOf={(each) => t(`office.subject.${each}`)}
            choose={(each) => narrow({ subject: each })}
          />
          <label>
            {t('office.audit.actor')}{' '}
            <input
              value={actor}
              size={12}
              list="actors"
              onChange={(event) => narrow({ actor: event.target.value.trim() })}
            />
            <People id="actors" prefix="actor" words={actorWords} />
          </label>
          <SiteField
            // Before the snapshot there are no names: the field is filled in when they have come.
            key={String(live.seq === null)}
            id="audit-sites"
            label={t('office.credential.site')}
            site={live.sites.get(site) ?? null}
            choose={(chosen) => narrow({ site: chosen?.id ?? '' })}
          />
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
            <Lines items={items} />
            <Older cursor={cursor} next={nextCursor} go={setCursor} />
          </>
        )}
      </Part>
    </Page>
  );
}

function Lines({ items }: { items: readonly AuditLine[] }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  return (
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
            <td>{actorText(live, line.actor)}</td>
            <td>{actText(line)}</td>
            <td>
              {caseOf(line) === null ? (
                t(`office.subject.${line.subject}`)
              ) : (
                <Link href={`/console?id=${caseOf(line)}`}>{t(`office.subject.${line.subject}`)}</Link>
              )}{' '}
              <small title={line.subjectId}>{subjectText(live, line)}</small>
            </td>
            <td>{reasonText(line)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
