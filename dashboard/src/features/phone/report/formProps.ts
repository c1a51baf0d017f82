import type { Checklist } from '@mingchu/shared/report';
import type { LiveState } from '../../../live/reducer.ts';
import type { Draft } from '../acts/useDraft.ts';
import type { ShownOrder } from '../orders/overlay.ts';
import type { ReportDraft } from './reportDraft.ts';

/** What the parts of the form need. */
export interface FormProps {
  live: LiveState;
  shown: ShownOrder;
  checklist: Checklist;
  draft: Draft<ReportDraft>;
}
