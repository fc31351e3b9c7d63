import fastify, { type FastifyRequest } from 'fastify';
import { guard, requires } from '../fastify.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

export const fastifyService: MakeService = async (options) => {
  const app = fastify();
  app.get('/early', { onRequest: requires('orders:read') }, () => ({}));
  // Its scope: the route above has no guard.
  app.register(async (scope) => {
    await scope.register(guard, options);
    scope.get('/whoami', (request) => ({ subject: request.principal.subject }));
    scope.post('/refund', { onRequest: requires('orders:refund') }, () => ({ refunded: true }));
    scope.get(
      '/orders/:id',
      {
        onRequest: requires({
          permissions: ['orders:read'],
          details: (request) => orderDetail(idOf(request)),
        }),
      },
      (request) => ({ id: idOf(request) }),
    );
  });
  await app.ready();
  return app.routing;
};
