import { type Acr, acrValues, reaches } from '@sallyport/protocol/acr.ts';
import { assuranceOf } from '../assurance/assurance.ts';
import type { Method, Proof } from '../assurance/proof.ts';

/** A proof as a method gives it at best. */
export const bestProof = (method: Method, at: Date): Proof => ({ method, at, userVerified: true });

/** The levels that can be reached with these, weakest first. */
export function attainableLevels(first: readonly Method[], second: readonly Method[]): Acr[] {
  const at = new Date(0);
  const reached = first.flatMap((one) => [
    assuranceOf([bestProof(one, at)]).acr,
    ...second.map((other) => assuranceOf([bestProof(one, at), bestProof(other, at)]).acr),
  ]);
  return acrValues.filter((level) => reached.some((acr) => reaches(acr, level)));
}
