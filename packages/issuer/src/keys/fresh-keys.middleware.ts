import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';

/** For what signs, opens or publishes: refused while the keys cannot be read (`key-ring.service.ts`). */
export const freshKeys =
  ({ keys }: Pick<Context, 'keys'>): MiddlewareHandler =>
  async (_, next) => {
    await keys.fresh();
    await next();
  };
