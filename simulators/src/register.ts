/** Brings the district into the registry, as an administrator would. */
import type { RegistryImport } from '@mingchu/shared/registry';
import { signIn } from './apiClient.ts';
import type { District } from './district/buildDistrict.ts';

/** Rows of one kind in one request; the API takes five times as many. */
const partSize = 1000;

/**
 * Uploads everything but the devices; the answer uploads those. A device that is known and says nothing counts as
 * silent: so it becomes known when it is about to speak. Repeating it changes nothing.
 */
export async function registerDistrict(
  api: string,
  password: string,
  district: District,
): Promise<() => Promise<void>> {
  const admin = await signIn(api, 'admin', password);
  const send = async (parts: Iterable<RegistryImport>) => {
    for (const part of parts) await admin.send('PUT', '/registry', part);
  };
  await send(placesAndPeople(district, password));
  return () => send(deviceParts(district));
}

function* placesAndPeople(district: District, inspectorPassword: string): Generator<RegistryImport> {
  const { groups, grids, sites, inspectors } = district;
  yield { groups, grids };
  for (let at = 0; at < sites.length; at += partSize) yield { sites: sites.slice(at, at + partSize) };
  yield { inspectors, inspectorPassword };
}

function* deviceParts({ devices }: District): Generator<RegistryImport> {
  for (let at = 0; at < devices.length; at += partSize) yield { devices: devices.slice(at, at + partSize) };
}
