import type { PhotoPurpose, PhotoView } from '@mingchu/shared/arrival';
import type { Checklist, Report, ReportView, Signature } from '@mingchu/shared/report';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../http/pictureAddress.ts';
import { request } from '../../../http/request.ts';
import { inLanguage } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { inspectorName, ruleTitle } from '../../../ui/words.ts';
import { type Fact, Facts } from '../Facts.tsx';
import { momentText } from './recordWords.ts';
import type { CaseRecord } from './useCaseRecord.ts';

/** What the inspector handed in: answers, photos before and after, signature. The newest round first. */
export function ReportPart(props: {
  live: LiveState;
  dispatchId: string;
  record: CaseRecord;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { reports, photos } = props.record;
  const checklists = useChecklists(reports.length > 0);
  const arrival = photos.filter(({ purpose }) => purpose === 'arrival');
  if (reports.length === 0 && photos.length === 0) return null;
  return (
    <section className="card" aria-label={t('console.report')}>
      <h3>{t('console.report')}</h3>
      {[...reports].reverse().map((view) => (
        <OneReport
          key={view.offerNumber}
          live={props.live}
          dispatchId={props.dispatchId}
          view={view}
          checklist={checklists.find(({ id }) => id === view.report.checklistId)}
        />
      ))}
      <Photos dispatchId={props.dispatchId} purpose="arrival" photos={arrival.map(({ sha256 }) => sha256)} />
      {reports.length === 0 ? <UnreportedPhotos dispatchId={props.dispatchId} photos={photos} /> : null}
    </section>
  );
}

function UnreportedPhotos(props: { dispatchId: string; photos: PhotoView[] }): React.JSX.Element {
  const of = (wanted: PhotoPurpose): string[] =>
    props.photos.filter(({ purpose }) => purpose === wanted).map(({ sha256 }) => sha256);
  return (
    <>
      <Photos dispatchId={props.dispatchId} purpose="before" photos={of('before')} />
      <Photos dispatchId={props.dispatchId} purpose="after" photos={of('after')} />
    </>
  );
}

function OneReport(props: {
  live: LiveState;
  dispatchId: string;
  view: ReportView;
  checklist: Checklist | undefined;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, view, dispatchId } = props;
  const { report } = view;
  const facts: Fact[] = [
    ['console.report.outcome', t(`console.outcome.${report.outcome}`)],
    ['console.report.ruleId', report.ruleId ? ruleTitle(live, report.ruleId) : ''],
    ['console.report.correctBy', report.correctBy ?? ''],
    [
      'console.report.by',
      `${inspectorName(live, view.submittedBy) ?? view.submittedBy} ${momentText(view.submittedAt)}`,
    ],
  ];
  return (
    <div className="report">
      <Facts facts={facts} />
      <Answers report={report} checklist={props.checklist} />
      <Photos dispatchId={dispatchId} purpose="before" photos={report.photosBefore} />
      <Photos dispatchId={dispatchId} purpose="after" photos={report.photosAfter} />
      <SignaturePart signature={report.signature} />
    </div>
  );
}

function Answers(props: { report: Report; checklist: Checklist | undefined }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { report, checklist } = props;
  if (report.answers.length === 0) return null;
  const questions = new Map(checklist?.questions.map((question) => [question.id, question]));
  return (
    <table className="answers">
      <caption>{checklist ? inLanguage(checklist.title) : t('console.report.answers')}</caption>
      <tbody>
        {report.answers.map(({ questionId, value }) => {
          const question = questions.get(questionId);
          const shown = typeof value === 'boolean' ? t(value ? 'console.yes' : 'console.no') : value;
          return (
            <tr key={questionId}>
              <th scope="row">{question ? inLanguage(question.text) : questionId}</th>
              <td className="num">{`${shown}${question?.unit ? ` ${question.unit}` : ''}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Pictures of one purpose, each opening in full. */
export function Photos(props: {
  dispatchId: string;
  purpose: PhotoPurpose;
  photos: readonly string[];
}): React.JSX.Element | null {
  const { t } = useTranslation();
  if (props.photos.length === 0) return null;
  const title = t(`console.photo.${props.purpose}`);
  return (
    <figure className="photos">
      <figcaption>{title}</figcaption>
      {props.photos.map((sha256, index) => {
        const address = pictureAddress(`/dispatches/${props.dispatchId}/photos/${sha256}.jpg`);
        return (
          <a key={sha256} href={address} target="_blank" rel="noreferrer">
            <img src={address} alt={`${title} ${index + 1}`} loading="lazy" />
          </a>
        );
      })}
    </figure>
  );
}

function SignaturePart(props: { signature: Signature }): React.JSX.Element {
  const { t } = useTranslation();
  const { signature } = props;
  if (signature.kind === 'refused')
    return (
      <p className="signature-refused">{t('console.signature.refused', { reason: signature.reason })}</p>
    );
  const name = `${t('console.signature')} ${signature.signedBy}`;
  return (
    <figure className="signature">
      <figcaption>{name}</figcaption>
      {signature.kind === 'png' ? (
        <img src={`data:image/png;base64,${signature.png}`} alt={name} />
      ) : (
        <svg viewBox={`0 0 ${signature.width} ${signature.height}`} role="img" aria-label={name}>
          <path d={signature.path} />
        </svg>
      )}
    </figure>
  );
}

/** All checklists, asked for once there is a report to read. */
function useChecklists(wanted: boolean): Checklist[] {
  const [checklists, setChecklists] = useState<Checklist[]>([]);
  useEffect(() => {
    if (!wanted) return;
    request<{ items: Checklist[] }>('GET', '/checklists').then(
      ({ items }) => setChecklists(items),
      () => undefined, // The answers then stand under the names of their questions.
    );
  }, [wanted]);
  return checklists;
}
