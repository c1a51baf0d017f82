/** SQL of the doors of sign-in by password, and of the failures of an address. */
import type { Database, Executor, Transaction } from '../postgres/database.ts';
import type { Door } from './model/signInLock.ts';

/** The address under which a name's door for all addresses is kept. */
const everyAddress = '';

interface DoorOf {
  name: string;
  address: string;
}

const columns = `failures, last_failure_at as "lastFailureAt", locks, locked_until as "lockedUntil",
                 succeeded_at as "succeededAt"`;
const untouched: Door = { failures: 0, lastFailureAt: null, locks: 0, lockedUntil: null, succeededAt: null };

/** The two doors that a name at an address passes. */
export async function doorsOf(
  db: Executor,
  { name, address }: DoorOf,
): Promise<{ here: Door; everywhere: Door }> {
  const rows = await db.query<Door & { address: string }>(
    `select address, ${columns} from sign_in_door where name = $1 and address = any($2)`,
    [name, [address, everyAddress]],
  );
  const at = (which: string): Door => rows.find((row) => row.address === which) ?? untouched;
  return { here: at(address), everywhere: at(everyAddress) };
}

/** The same two, made where there are none and locked: attempts of one name at one moment come one after the other. */
export async function holdDoors(tx: Transaction, door: DoorOf): Promise<{ here: Door; everywhere: Door }> {
  const { name, address } = door;
  await tx.execute(
    `insert into sign_in_door (name, address) values ($1, $3), ($1, $2) on conflict do nothing`,
    [name, address, everyAddress],
  );
  await tx.query(
    'select 1 from sign_in_door where name = $1 and address = any($2) order by address for update',
    [name, [address, everyAddress]],
  );
  return doorsOf(tx, door);
}

/** Writes a door that is held; `address` null is the one for all addresses. */
export async function putDoor(
  tx: Transaction,
  { name, address }: { name: string; address: string | null },
  door: Door,
): Promise<void> {
  await tx.execute(
    `update sign_in_door set failures = $3, last_failure_at = $4, locks = $5, locked_until = $6, succeeded_at = $7
     where name = $1 and address = $2`,
    [
      name,
      address ?? everyAddress,
      door.failures,
      door.lastFailureAt,
      door.locks,
      door.lockedUntil,
      door.succeededAt,
    ],
  );
}

/** Opens all doors of a name and forgets its failures; true when one of them was locked. */
export async function openDoors(tx: Transaction, name: string, now: Date): Promise<boolean> {
  const doors = await tx.query<{ until: Date | null }>(
    'select locked_until as until from sign_in_door where name = $1 order by address for update',
    [name],
  );
  await tx.execute('update sign_in_door set failures = 0, locks = 0, locked_until = null where name = $1', [
    name,
  ]);
  return doors.some(({ until }) => until !== null && until > now);
}

/** Doors that tell nothing any more: unused since, and where nobody has signed in since `knownSince`. */
export async function deleteIdleDoors(
  tx: Transaction,
  { usedSince, knownSince }: { usedSince: Date; knownSince: Date },
): Promise<void> {
  // One that another attempt holds is in use after all; waiting for it, two could wait for each other.
  await tx.execute(
    `delete from sign_in_door where (name, address) in (
       select name, address from sign_in_door
       where greatest(last_failure_at, succeeded_at) < $1 and (succeeded_at is null or succeeded_at < $2)
       for update skip locked)`,
    [usedSince, knownSince],
  );
}

/** A locked door. `address` null: of all addresses. */
export interface LockedDoor {
  username: string;
  address: string | null;
  until: Date;
}

export function lockedDoors(db: Executor, now: Date): Promise<LockedDoor[]> {
  return db.query<LockedDoor>(
    `select name as username, nullif(address, '') as address, locked_until as until
     from sign_in_door where locked_until > $1 order by name, locked_until desc`,
    [now],
  );
}

/** When the last so many failures of an address since then began, or null when it has not had as many. */
export async function addressFailuresSince(
  db: Pick<Database, 'query'>,
  { address, since, count }: { address: string; since: Date; count: number },
): Promise<Date | null> {
  const [row] = await db.query<{ at: Date }>(
    'select at from sign_in_failure where address = $1 and at > $2 order by at desc limit 1 offset $3',
    [address, since, count - 1],
  );
  return row?.at ?? null;
}

/** Counts one, and forgets those until then. */
export async function insertAddressFailure(
  tx: Transaction,
  { address, now, until }: { address: string; now: Date; until: Date },
): Promise<void> {
  await tx.execute('delete from sign_in_failure where at <= $1', [until]);
  await tx.execute('insert into sign_in_failure (address, at) values ($1, $2)', [address, now]);
}
