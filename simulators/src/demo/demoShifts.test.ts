import { RotaBody } from '@mingchu/shared/shift';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { buildDistrict } from '../district/buildDistrict.ts';
import { demoInspectors, demoLeave, demoRotas } from './demoShifts.ts';

const saturday = Date.parse('2026-11-28T03:00:00+08:00');
const district = buildDistrict(7, { sites: 200, inspectors: demoInspectors });

it('[SM4] plans four crews for each group, with everybody in one of them, as the registry takes them', () => {
  const rotas = demoRotas(district, saturday);
  expect(rotas.flatMap((rota) => [...Compile(RotaBody).Errors(rota)])).toEqual([]);
  expect(rotas).toHaveLength(16);
  const planned = rotas.flatMap(({ inspectorIds }) => inspectorIds);
  expect(new Set(planned)).toEqual(new Set(district.inspectors.map(({ id }) => id)));
  expect(planned).toHaveLength(demoInspectors);
});

it('has one person of each grid on every shift', () => {
  const ownGrid = new Map(district.inspectors.map(({ id, gridIds }) => [id, gridIds[0]]));
  for (const { groupId, inspectorIds } of demoRotas(district, saturday)) {
    const grids = district.grids.filter((grid) => grid.groupId === groupId).map(({ id }) => id);
    expect(inspectorIds.map((id) => ownGrid.get(id))).toEqual(grids);
  }
});

it('gives leave to somebody who would work tomorrow', () => {
  const rotas = demoRotas(district, saturday);
  const leave = demoLeave(rotas, saturday);
  expect(leave).toMatchObject({ from: '2026-11-29T00:00:00.000Z', to: '2026-11-29T06:00:00.000Z' });
  const crew = rotas.find(({ inspectorIds }) => inspectorIds.includes(leave?.inspectorId ?? ''));
  expect(crew).toMatchObject({ groupId: 'group2', from: '08:00' });
  expect(crew?.weekdays).toContain(7);
});
