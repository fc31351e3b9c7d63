import type { Context } from '../context.ts';
import { readTrustedIssuers, type TrustedIssuer } from './trusted-issuers.store.ts';

export const listTrustedIssuers = ({ sql }: Pick<Context, 'sql'>): Promise<TrustedIssuer[]> =>
  readTrustedIssuers(sql);
