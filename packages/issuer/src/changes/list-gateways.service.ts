import type { Context } from '../context.ts';
import { type GatewayState, readGateways } from './members.store.ts';

/** Every gateway that barriers wait for, the one that joined last first. */
export const listGateways = ({ sql }: Pick<Context, 'sql'>): Promise<GatewayState[]> =>
  readGateways(sql);
