/** Brings the district into the registry, as an administrator would. */
import type { RegistryImport } from '@mingchu/shared/registry';
import { signIn } from './apiClient.ts';
import type { District } from './district/buildDistrict.ts';

/** Rows of one kind in one request; the API takes five times as many. */
const partSize = 1000;

/** Uploads everything; what is referred to goes first. Repeating it changes nothing. */
export async function registerDistrict(api: string, password: string, district: District): Promise<void> {
  const admin = await signIn(api, 'admin', password);
  for (const part of partsOf(district, password)) await admin.send('PUT', '/registry', part);
}

function* partsOf(district: District, inspectorPassword: string): Generator<RegistryImport> {
  const { groups, grids, sites, devices, inspectors } = district;
  yield { groups, grids };
  for (let at = 0; at < sites.length; at += partSize) yield { sites: sites.slice(at, at + partSize) };
  for (let at = 0; at < devices.length; at += partSize) yield { devices: devices.slice(at, at + partSize) };
  yield { inspectors, inspectorPassword };
}
