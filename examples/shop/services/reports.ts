import { getRequestListener } from '@hono/node-server';
import { guard, requires } from '@sallyport/guard/hono';
import { Hono } from 'hono';
import { listen, type Running } from './listen.ts';

export const reportsApi = 'https://reports.example';

export interface ReportsOptions {
  port: number;
  issuer: string;
}

/** The reports service: a Hono application behind one line of guard. */
export function startReports({ port, issuer }: ReportsOptions): Promise<Running> {
  const app = new Hono();

  app.use(guard({ issuer, audience: reportsApi }));

  app.get('/api/reports/summary', requires('reports:read'), (context) => {
    const { subject, name, email } = context.get('principal');
    return context.json({
      summary: { orders: 3, revenue: 27_150, currency: 'EUR' },
      // The claims that this API asked for: no call to the issuer, no look-up of its own.
      prepared_for: { id: subject, name, email },
    });
  });

  app.notFound((context) =>
    context.json({ error: 'not_found', error_description: 'There is no such page.' }, 404),
  );
  app.onError((error, context) => {
    console.error(`reports: ${error.message}`);
    return context.json(
      { error: 'server_error', error_description: 'Something went wrong here.' },
      500,
    );
  });
  return listen(getRequestListener(app.fetch), port);
}
