import { guard, requires } from '@sallyport/guard/fastify';
import { createTestIssuer } from '@sallyport/guard/testing';
import { fastify } from 'fastify';

const issuer = await createTestIssuer({ audience: 'https://orders.example' });
const app = fastify();
await app.register(guard, issuer.options);
app.get('/orders', { onRequest: requires('orders:read') }, async ({ principal }) => ({
  subject: principal.subject,
}));
for (const permissions of [['orders:read'], []]) {
  const authorization = `Bearer ${await issuer.token({ permissions })}`;
  const answer = await app.inject({ url: '/orders', headers: { authorization } });
  console.log(answer.statusCode, answer.body);
}
console.log((await app.inject('/orders')).statusCode);
