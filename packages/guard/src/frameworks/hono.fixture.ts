import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { guard, requires } from '../hono.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

export const honoService: MakeService = (options) => {
  const app = new Hono();
  app.onError((_error, context) => context.text('Internal Server Error', 500));
  app.get('/early', requires('orders:read'), (context) => context.json({}));
  app.use(guard(options));
  app.get('/whoami', (context) => context.json({ subject: context.get('principal').subject }));
  app.post('/refund', requires('orders:refund'), (context) => context.json({ refunded: true }));
  app.get(
    '/orders/:id',
    requires({
      permissions: ['orders:read'],
      details: (context) => orderDetail(String(context.req.param('id'))),
    }),
    (context) => context.json({ id: context.req.param('id') }),
  );
  return getRequestListener(app.fetch);
};
