/** All that is written down about a case: asked for again whenever the violation, its order or a claim on it is another. */
import type { PhotoView, ProofFacts } from '@mingchu/shared/arrival';
import type { TimelineEntry } from '@mingchu/shared/http';
import type { ReportView } from '@mingchu/shared/report';
import { useEffect, useState } from 'react';
import { errorText, request } from '../../../http/request.ts';

export interface CaseRecord {
  /** Acts in their order; null until they are here. */
  acts: TimelineEntry[] | null;
  messages: TimelineEntry[];
  reports: ReportView[];
  photos: PhotoView[];
  proofs: ProofFacts[];
  error: string | null;
}

const nothing: CaseRecord = { acts: null, messages: [], reports: [], photos: [], proofs: [], error: null };
/** Receipts of messages change without a new version of the case. */
const refreshMs = 15_000;

type Items<Item> = { items: Item[] };

export function useCaseRecord(violationId: string, dispatchId: string | null, version: string): CaseRecord {
  const [record, setRecord] = useState<CaseRecord>(nothing);
  useEffect(() => {
    let wanted = true;
    const load = async (): Promise<void> => {
      try {
        const next = await readRecord(violationId, dispatchId);
        if (wanted) setRecord(next);
      } catch (error) {
        if (wanted) setRecord((before) => ({ ...before, error: errorText(error) }));
      }
    };
    void load();
    const timer = setInterval(() => void load(), refreshMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [violationId, dispatchId, version]);
  return record;
}

async function readRecord(violationId: string, dispatchId: string | null): Promise<CaseRecord> {
  const { items: acts } = await request<Items<TimelineEntry>>('GET', `/violations/${violationId}/timeline`);
  const ordered = [...acts].sort(byTime);
  if (dispatchId === null) return { ...nothing, acts: ordered };
  const order = `/dispatches/${dispatchId}`;
  const [timeline, reports, photos, proofs] = await Promise.all([
    request<Items<TimelineEntry>>('GET', `${order}/timeline`),
    request<Items<ReportView>>('GET', `${order}/reports`),
    request<Items<PhotoView>>('GET', `${order}/photos`),
    request<Items<ProofFacts>>('GET', `${order}/proofs`),
  ]);
  return {
    acts: ordered,
    messages: timeline.items.filter(({ subject }) => subject === 'message'),
    reports: reports.items,
    photos: photos.items,
    proofs: proofs.items,
    error: null,
  };
}

/** The opening of the violation comes first: the order is recorded in the same moment, before it. */
function byTime(a: TimelineEntry, b: TimelineEntry): number {
  const begins = (entry: TimelineEntry): number =>
    entry.subject === 'violation' && entry.act === 'open' ? 0 : 1;
  return begins(a) - begins(b) || a.at.localeCompare(b.at);
}
