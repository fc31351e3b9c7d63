import type { Context } from '../context.ts';
import type { TypeOfApi } from './detail-type.ts';
import { readTypes } from './detail-types.store.ts';

/** The types of `authorization_details` that there are, in the order of their names. */
export const readDetailTypes = ({ sql }: Pick<Context, 'sql'>): Promise<TypeOfApi[]> =>
  readTypes(sql);
