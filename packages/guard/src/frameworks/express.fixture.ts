import express from 'express';
// @ts-expect-error It has no types of its own, and those of version 5 say what is used here.
import express4 from 'express-4';
import { guard, requires } from '../express.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

const service =
  (make: typeof express): MakeService =>
  (options) => {
    const app = make();
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

export const expressService = service(express);
export const express4Service = service(express4);
