import { getRequestListener } from '@hono/node-server';
import { createGuard } from '../check-request.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

const order = new URLPattern({ pathname: '/orders/:id' });

/** `Request` in, `Response` out, and no framework. */
export const requestResponseService: MakeService = (options) => {
  const guard = createGuard(options);

  async function respond(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/refund') {
      const { refusal } = await guard.check(request, 'orders:refund');
      return refusal ?? Response.json({ refunded: true });
    }
    const id = order.exec(request.url)?.pathname.groups['id'];
    if (id) {
      const { refusal } = await guard.check(request, {
        permissions: ['orders:read'],
        details: () => orderDetail(id),
      });
      return refusal ?? Response.json({ id });
    }
    const { principal, refusal } = await guard.check(request);
    if (refusal) return refusal;
    return Response.json({ subject: principal.subject });
  }

  return getRequestListener(respond);
};
