/** HTTP of the mapping: what values of each family become, by the family and by administrators. */
import { type FamilyView, MappingBody, type MappingRow } from '@mingchu/shared/bindings';
import { type Rulebook, rulesInForce } from '@mingchu/shared/rulebook';
import { type WatchingRule, watchingRule } from '@mingchu/shared/watchingRules';
import { Type } from 'typebox';
import type { Family } from '../ingest/families/family.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { allMappingRows } from './mappingStore.ts';
import { type MappingDeps, removeMappingRow, setMappingRow } from './setMapping.ts';

const tags = ['bindings'];
const Params = Type.Object({ id: Type.Integer({ minimum: 1 }) });

export function mappingRoutes(app: HttpApp, deps: MappingDeps & { rulebook: Rulebook }): void {
  app.get(
    '/device-families',
    {
      schema: {
        tags,
        summary: 'Families of devices, their mapping, and the rules in force that look at devices',
      },
      preHandler: allow('binding.read'),
    },
    (): { families: FamilyView[]; rules: WatchingRule[] } => ({
      families: deps.families.map(viewOf),
      rules: rulesInForce(deps.rulebook, deps.clock.now()).map(watchingRule),
    }),
  );
  app.get(
    '/device-mappings',
    {
      schema: { tags, summary: 'What administrators have added to the mapping' },
      preHandler: allow('binding.read'),
    },
    async (): Promise<{ items: MappingRow[]; nextCursor: null }> => ({
      items: await allMappingRows(deps.db),
      nextCursor: null,
    }),
  );
  app.post(
    '/device-mappings',
    {
      schema: { tags, summary: 'Adds a row to the mapping', body: MappingBody },
      preHandler: allow('mapping.set'),
    },
    (request): Promise<MappingRow> => setMappingRow(deps, request.session.username, request.body),
  );
  app.put(
    '/device-mappings/:id',
    {
      schema: { tags, summary: 'Changes a row of the mapping', params: Params, body: MappingBody },
      preHandler: allow('mapping.set'),
    },
    (request): Promise<MappingRow> =>
      setMappingRow(deps, request.session.username, { id: request.params.id, ...request.body }),
  );
  app.delete(
    '/device-mappings/:id',
    {
      schema: { tags, summary: 'Removes a row of the mapping', params: Params },
      preHandler: allow('mapping.set'),
    },
    async (request, reply) => {
      await removeMappingRow(deps, request.session.username, request.params.id);
      return reply.code(204).send();
    },
  );
}

function viewOf({ id, title, topics, reportPeriodS, mapping }: Family): FamilyView {
  return {
    id,
    title,
    topics: [...topics],
    reportPeriodS,
    mapping: mapping.map(({ name, unit = null, to, expression = null }) => ({ name, unit, to, expression })),
  };
}
