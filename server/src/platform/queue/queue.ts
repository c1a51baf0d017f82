/**
 * The work queue as the concepts see it. Behind it stands BullMQ, on PostgreSQL or on Redis. A job is only an
 * alarm clock: what is true stands in our own tables, every handler reads it again, and a lost or doubled job
 * changes nothing but the moment at which someone looks.
 */
export interface JobCatalog {
  /** There are new batches of this shard to evaluate. */
  evaluate: { shard: number };
  /** A due time of this dispatch may have come. */
  'dispatch-due': { dispatchId: string; version: number };
  /** There are messages to send. */
  'send-messages': Record<string, never>;
}
export type JobName = keyof JobCatalog;

export interface NewJob<Name extends JobName = JobName> {
  name: Name;
  data: JobCatalog[Name];
  /** Virtual ms from now; 0 when absent. */
  delayMs?: number;
}

export interface JobQueue {
  /** Adds all; resolves when the queue's server has them. */
  add(jobs: NewJob[]): Promise<void>;
  /** Exactly one handler per name. `evaluate` runs one at a time per shard over all processes. */
  process<Name extends JobName>(
    name: Name,
    handler: (data: JobCatalog[Name]) => Promise<void>,
  ): Promise<void>;
  /** Waiting and delayed jobs, for metrics. */
  depth(): Promise<number>;
  close(): Promise<void>;
}
