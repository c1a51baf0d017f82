/** What requests about an order have in common: its id in the address, and what a phone says in their bodies. */
import type { ArriveBody } from '@mingchu/shared/http';
import { type Static, Type } from 'typebox';
import type { ActRequest } from './actOnDispatch.ts';

export const OrderParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

/** Where the phone says that it is; null when it does not. */
export function positionIn({
  lat,
  lon,
  accuracyM,
  mock,
}: Partial<Static<typeof ArriveBody>>): ActRequest['position'] {
  if (lat === undefined || lon === undefined) return null;
  return { lat, lon, ...(accuracyM !== undefined && { accuracyM }), ...(mock && { mock }) };
}

/** Door code and photo that are to show an arrival. */
export function proofsIn({
  doorCode,
  photoSha256,
}: Pick<Static<typeof ArriveBody>, 'doorCode' | 'photoSha256'>): NonNullable<ActRequest['proofs']> {
  return { ...(doorCode && { doorCode }), ...(photoSha256 && { photoSha256 }) };
}
