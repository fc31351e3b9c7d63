import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';

/** `GET /health/live`: the process answers. */
export const live = () => (request: Request) => request.json({ status: 'ok' });

/** `GET /health/ready`: the primary answers too. 503 otherwise. */
export const ready =
  ({ sql }: Pick<Context, 'sql'>) =>
  async (request: Request) => {
    await sql`select sallyport_epoch()`;
    return request.json({ status: 'ok' });
  };
