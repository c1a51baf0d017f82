import { RegistryImport } from '@mingchu/shared/registry';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { buildDistrict } from './buildDistrict.ts';

it('makes the same district from the same seed, and another from another', () => {
  expect(buildDistrict(7, { sites: 60 })).toEqual(buildDistrict(7, { sites: 60 }));
  expect(buildDistrict(8, { sites: 60 })).not.toEqual(buildDistrict(7, { sites: 60 }));
});

it('makes what the registry takes, each id and name once', () => {
  const { name: _name, ...body } = buildDistrict(7, { sites: 400 });
  expect([...Compile(RegistryImport).Errors(body)]).toEqual([]);
  expect(new Set(body.sites.map(({ name }) => name)).size).toBe(400);
  const { inspectors } = buildDistrict(7, { sites: 4, inspectors: 80 });
  expect(new Set(inspectors.map(({ name }) => name)).size).toBe(80);
  for (const rows of [body.sites, body.devices, body.inspectors, body.grids]) {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  }
});
