/** Where a recording plays: the sites, whose the devices are, and what should come of it. A YAML file. */
import { readFileSync } from 'node:fs';
import { BindBody } from '@mingchu/shared/bindings';
import { Grid, Group, Site } from '@mingchu/shared/registry';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse, stringify } from 'yaml';
import { type ApiSession } from '../apiClient.ts';
import { Episode } from '../scenario/scenario.ts';
import { UsageError } from '../usageError.ts';

const Kitchen = Type.Object(
  {
    groups: Type.Array(Group),
    grids: Type.Array(Grid),
    sites: Type.Array(Site),
    bindings: Type.Array(BindBody),
    /** From the beginning of the recording to where its outcome is looked at. */
    minutes: Type.Number({ exclusiveMinimum: 0, maximum: 1_440 }),
    /** How far a step may be from its written time, s. */
    toleranceS: Type.Number({ minimum: 1, maximum: 120 }),
    /** Steps of violations alone: nobody is sent, because nobody is registered. */
    outcome: Type.Array(Type.Pick(Episode, ['violation', 'steps'])),
  },
  { additionalProperties: false },
);
export type Kitchen = Static<typeof Kitchen>;

/** Throws a UsageError that names the first mistake. */
export function loadKitchen(file: string): Kitchen {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file}: ${(cause as Error).message}`, { cause });
  }
  const [mistake] = Value.Errors(Kitchen, value);
  if (mistake) throw new UsageError(`${file}: ${mistake.instancePath.slice(1)} ${mistake.message}`);
  return value as Kitchen;
}

/** Registers the places. Devices follow by `bind`: one that is known and says nothing counts as silent. */
export async function openKitchen(
  { groups, grids, sites, bindings }: Kitchen,
  admin: Pick<ApiSession, 'send'>,
): Promise<{ bind(): Promise<void> }> {
  await admin.send('PUT', '/registry', { groups, grids });
  await admin.send('PUT', '/registry', { sites });
  return {
    bind: async () => {
      const body = { format: 'yaml', text: stringify(bindings), dryRun: false };
      const answer = (await admin.send('POST', '/device-bindings/import', body)) as { applied: boolean };
      if (!answer.applied) throw new UsageError(`bindings refused: ${JSON.stringify(answer)}`);
    },
  };
}
