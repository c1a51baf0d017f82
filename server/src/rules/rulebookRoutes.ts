/** HTTP of the rulebook: its rules as text, and what a change of them would have done. Nothing here sets a rule. */
import { appendAudit } from '../platform/audit/audit.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { type Rule, type Rulebook, rulesInForce } from '@mingchu/shared/rulebook';
import { RulebookTrial, type RulebookTrialAnswer } from '@mingchu/shared/rulebookTrial';
import { stringify } from 'yaml';
import { parseRules } from './loadRulebook.ts';
import { RuleMistakeError } from './ruleMistake.ts';
import type { RuleRegistry } from './model/compileRules.ts';
import { summarizeTrial } from './model/summarizeTrial.ts';
import { tryRulebook } from './tryRulebook.ts';

const dayMs = 86_400_000;
/** One step of a trial ends after the kitchen in which this time is over, real ms. */
const stepMs = 4_000;

export interface RulebookDeps {
  db: Database;
  clock: Clock;
  rulebook: Rulebook;
  registry: RuleRegistry;
}

/** Registers `/rulebook` under the API's prefix. */
export function rulebookRoutes(app: HttpApp, deps: RulebookDeps): void {
  const { clock, rulebook } = deps;
  const preHandler = allow('rulebook.try');
  const tags = ['rulebook'];

  app.get(
    '/rulebook',
    { schema: { tags, summary: 'The rules in force, each as text that a trial takes' }, preHandler },
    async () => ({
      items: rulesInForce(rulebook, clock.now()).map((rule) => ({
        id: rule.id,
        title: rule.title,
        yaml: stringify({ rules: [rule] }, { lineWidth: 100 }),
      })),
    }),
  );

  app.post(
    '/rulebook/trial',
    {
      schema: {
        tags,
        summary: 'What changed rules would have done to the last days, some kitchens at a time',
        description: 'Ask again with `nextAfterSite` and `until` of the answer until the first is null.',
        body: RulebookTrial,
      },
      preHandler,
    },
    async (request) => {
      const { yaml, days, afterSite, until } = request.body;
      const to = until === undefined ? clock.now() : Math.min(Date.parse(until), clock.now());
      const changed = readRules(yaml);
      if (afterSite === undefined) await noteTrial(deps, { actor: request.session.username, changed, days });
      return tryStep(deps, { changed, from: to - days * dayMs, to, afterSite });
    },
  );
}

/** @throws ProblemError with line and reason */
function readRules(yaml: string): Rule[] {
  try {
    return parseRules('rules.yaml', yaml).map(({ rule }) => rule);
  } catch (error) {
    const mistake = error instanceof RuleMistakeError ? { mistake: error.mistake } : {};
    throw new ProblemError(422, 'rules-refused', (error as Error).message, { cause: error, ...mistake });
  }
}

async function noteTrial(
  { db, clock }: RulebookDeps,
  { actor, changed, days }: { actor: string; changed: Rule[]; days: number },
): Promise<void> {
  const rules = changed.map(({ id }) => id);
  await db.transaction((tx) =>
    appendAudit(tx, clock.date(), [
      {
        subject: 'rulebook',
        subjectId: rules.join(' '),
        actor,
        act: 'try-rules',
        reason: 'rule-trial',
        detail: { days },
      },
    ]),
  );
}

async function tryStep(
  deps: RulebookDeps,
  trial: { changed: Rule[]; from: number; to: number; afterSite: string | undefined },
): Promise<RulebookTrialAnswer> {
  const all = [...deps.registry.sites.keys()].sort();
  const { changed, from, to, afterSite } = trial;
  const left = afterSite === undefined ? all : all.filter((id) => id > afterSite);
  const endAt = performance.now() + stepMs;
  const result = await tryRulebook(deps, {
    changed,
    siteIds: left,
    from,
    to,
    goOn: () => performance.now() < endAt,
  });
  const isDone = result.sitesDone >= left.length;
  return {
    ...summarizeTrial(result.differences),
    sitesDone: all.length - left.length + result.sitesDone,
    sitesTotal: all.length,
    observations: result.observations,
    limits: result.limits,
    from: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
    nextAfterSite: isDone ? null : (left[result.sitesDone - 1] ?? null),
  };
}
