/** What the use cases of dispatch are handed by the composition root. */
import type { SubmitFinding } from '@mingchu/shared/dispatch';
import type { EscalationPolicy } from '@mingchu/shared/policy';
import type { NotifyDeps } from '../notify/queueMessages.ts';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { Checklists } from './loadChecklists.ts';

export interface DispatchDeps extends NotifyDeps {
  db: Database;
  registry: RegistryCache;
  /** The one in force; ask anew each time. */
  policy: EscalationPolicy;
  checklists: Checklists;
  /** Tells the violation what the inspector found; injected, because dispatch knows nothing of violations. */
  applyFinding: (
    tx: Transaction,
    finding: {
      violationId: string;
      finding: SubmitFinding;
      actor: string;
      /** The rule that describes what is really there, when he reclassified it. */
      reclassifiedAs: string | null;
    },
  ) => Promise<NewChange[]>;
}
