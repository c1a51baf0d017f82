/** What a process counts, for `/metrics`. Values are read when somebody asks: counting costs the hot path nothing. */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  metrics(): Promise<string>;
  /** A value that is read at each scrape; NaN when there is none. Names end in their unit. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    metrics: () => registry.metrics(),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          // A source that is away must not take the other figures with it.
          this.set(await Promise.resolve(read()).catch(() => Number.NaN));
        },
      });
    },
  };
}
