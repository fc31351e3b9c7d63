import express from 'express';
import { guard, requires } from '../express.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

export const expressService: MakeService = (options) => {
  const app = express();
  app.get('/early', requires('orders:read'), (_request, response) => {
    response.json({});
  });
  app.use(guard(options));
  app.get('/whoami', (request, response) => {
    response.json({ subject: request.principal.subject });
  });
  app.post('/refund', requires('orders:refund'), (_request, response) => {
    response.json({ refunded: true });
  });
  app.get(
    '/orders/:id',
    requires({
      permissions: ['orders:read'],
      details: (request) => orderDetail(String(request.params['id'])),
    }),
    (request, response) => {
      response.json({ id: request.params['id'] });
    },
  );
  // Express prints what it does not expect; here it is expected.
  app.set('env', 'test');
  return app;
};
