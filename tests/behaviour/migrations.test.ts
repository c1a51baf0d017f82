/** What migrations make of what an earlier version left. */
import { withinHours } from '@mingchu/shared/openingHours';
import { may } from '@mingchu/shared/permissions';
import { closingTime, type OpeningHours, openingTime } from '@mingchu/shared/registry';
import { type Role, roles } from '@mingchu/shared/vocabulary';
import { afterEach, expect, it } from 'vitest';
import { type EarlierDatabase, openDatabaseBefore } from '../harness/earlierDatabase.ts';

let earlier: EarlierDatabase | undefined;
afterEach(async () => {
  await earlier?.close();
  earlier = undefined;
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 4, minute));

/** The order of a violation of its own: when its rounds began, and when extensions of it were approved, min. */
async function order(
  { query }: EarlierDatabase,
  id: string,
  { rounds, approved }: { rounds: number[]; approved: number[] },
): Promise<void> {
  await query(
    `insert into violation (id, site_id, device_id, rule_id, rule_version, severity, state, latched, condition_active,
                            opened_at, onset_at, reason)
     values ('v-' || $1, 's1', $1, 'fridge-warm', '1', 'major', 'unack', false, true, $2, $2, 'opened')`,
    [id, at(0)],
  );
  const running = at(rounds.at(-1) ?? 0);
  await query(
    `insert into dispatch (id, violation_id, site_id, severity, state, reason, opened_at, due_at, round, round_started_at,
                           extension_count)
     values ($1, $2, 's1', 'major', 'offered', 'opened', $3, $4, $5, $6, $7)`,
    [id, `v-${id}`, at(0), at(59), rounds.length, rounds.length > 1 ? running : null, approved.length],
  );
  for (const [index, begun] of rounds.slice(0, -1).entries())
    await query(
      `insert into dispatch_round (dispatch_id, round, started_at, due_at, state) values ($1, $2, $3, $4, 'recalled')`,
      [id, index + 1, at(begun), at(begun + 10)],
    );
  for (const minute of approved)
    await query(
      `insert into audit (at, subject, subject_id, actor, act, reason) values ($1, 'dispatch', $2, 'chief', $3, 'traffic')`,
      [at(minute), id, 'approve-extension'],
    );
}

it('[EX5] 0040 counts the extensions of orders from before by round, from the record', async () => {
  earlier = await openDatabaseBefore('0040');
  const { query, migrateOne, migrateAll } = earlier;
  await query(`insert into supervision_group (id, name) values ('east', '东城组')`);
  await query(`insert into grid (id, group_id, name) values ('g1', 'east', '一号网格')`);
  await query(
    `insert into site (id, grid_id, name, kind, address, lat, lon)
     values ('s1', 'g1', '小学', 'school', '阳光路', 26.42, 112.85)`,
  );
  await order(earlier, 'one-round', { rounds: [0], approved: [5, 8] });
  await order(earlier, 'three', { rounds: [0, 20, 40], approved: [5, 8, 20, 45] });
  await order(earlier, 'none-since', { rounds: [0, 20], approved: [5, 8] });
  await order(earlier, 'never', { rounds: [0, 20], approved: [] });
  await migrateOne();
  const counts = await query<{ id: string; counts: number[] }>(
    `select d.id, array(select r.extension_count from dispatch_round r where r.dispatch_id = d.id order by r.round)
                  || d.extension_count as counts
     from dispatch d order by d.id`,
  );
  expect(counts).toEqual([
    { id: 'never', counts: [0, 0] },
    { id: 'none-since', counts: [2, 0] },
    { id: 'one-round', counts: [2] },
    { id: 'three', counts: [2, 1, 1] },
  ]);
  // What is left of the way to this version takes these rows as they are.
  await migrateAll();
  expect(await query('select id from dispatch')).toHaveLength(4);
});

it('[AU23] 0047 takes inspectors from accounts whose role is of none', async () => {
  earlier = await openDatabaseBefore('0047');
  const { query, migrateOne } = earlier;
  await query(`insert into supervision_group (id, name) values ('east', '东城组')`);
  await query(
    `insert into inspector (id, name, group_id, grid_ids, on_shift, registry_on_shift, lat, lon)
     values ('i9', '王芳', 'east', '{}', true, true, 26.4, 112.8)`,
  );
  for (const role of roles)
    await query(
      `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
       values ($1, $1, $1, 'i9', '', $2)`,
      [role, at(0)],
    );
  await migrateOne();
  const kept = await query<{ role: Role }>(`select role from account where inspector_id = 'i9'`);
  expect(kept.map(({ role }) => role).sort()).toEqual(
    roles.filter((role) => may(role, 'account.of-inspector')).sort(),
  );
});

it('[RG13] 0047 writes hours of the early morning as a clock shows them, and kitchens open as they did', async () => {
  earlier = await openDatabaseBefore('0047');
  const { query, migrateOne } = earlier;
  await query(`insert into supervision_group (id, name) values ('east', '东城组')`);
  await query(`insert into grid (id, group_id, name) values ('g1', 'east', '一号网格')`);
  const hoursOf: Record<string, OpeningHours[]> = {
    'a-lunch': [{ days: [1, 2], from: '06:30', to: '24:00' }],
    'b-night': [
      { days: [1, 2, 3], from: '06:00', to: '14:00' },
      { days: [5, 6, 7], from: '18:00', to: '26:00' },
    ],
    'c-morning': [{ days: [1, 7], from: '25:00', to: '29:30' }],
    'd-midnight': [{ days: [3], from: '24:00', to: '24:00' }],
    'e-always': [],
    'f-whole-day': [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:30', to: '25:00' }],
  };
  for (const [id, hours] of Object.entries(hoursOf))
    await query(
      `insert into site (id, grid_id, name, kind, address, lat, lon, opening_hours)
       values ($1, 'g1', $1, 'restaurant', '阳光路', 26.42, 112.85, $2)`,
      [id, JSON.stringify(hours)],
    );
  await migrateOne();
  const after = await query<{ id: string; hours: OpeningHours[] }>(
    'select id, opening_hours as hours from site order by id',
  );
  for (const { id, hours } of after) {
    const isClock = hours.every(({ from, to }) => openingTime.test(from) && closingTime.test(to));
    expect(isClock, id).toBe(true);
    for (let minute = 0; minute < 7 * 1440; minute += 15) {
      const isIn = (known: OpeningHours[] = []) =>
        known.some((each) => withinHours(each, at(0).getTime() + minute * 60_000));
      expect([id, minute, isIn(hours)]).toEqual([id, minute, isIn(hoursOf[id])]);
    }
  }
  expect(after.map(({ hours }) => hours)).toMatchObject([
    [{ to: '24:00' }],
    [{ to: '14:00' }, { days: [5, 6, 7], from: '18:00', to: '02:00' }],
    [{ days: [2, 1], from: '01:00', to: '05:30' }],
    [{ days: [4], from: '00:00', to: '24:00' }],
    [],
    [{ from: '00:30', to: '00:30' }],
  ]);
});
