import { can } from '@sallyport/guard';
import { guard, requires } from '@sallyport/guard/express';
import express from 'express';

export const app = express();
app.use(guard({ issuer: 'https://id.example', audience: 'https://orders.example' }));
app.get('/orders', requires('orders:read'), (request, response) => {
  const { principal } = request;
  // @ts-expect-error: fails where `principal` is of the type any.
  principal.unknown;
  response.json({ subject: principal.subject, mayRefund: can(principal, 'orders:refund') });
});
