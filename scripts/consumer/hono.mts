import { guard, requires } from '@sallyport/guard/hono';
import { Hono } from 'hono';

export const app = new Hono();
app.use(guard({ issuer: 'https://id.example', audience: 'https://orders.example' }));
app.get('/orders', requires('orders:read'), (context) => {
  const principal = context.get('principal');
  // @ts-expect-error: fails where `principal` is of the type any.
  principal.unknown;
  return context.json({ subject: principal.subject, kind: principal.kind });
});
