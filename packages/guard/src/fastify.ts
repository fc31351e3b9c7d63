import type {
  FastifyInstance,
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
} from 'fastify';
import { bearerOf } from './authorization-header.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { checkRoute, type RouteRequirement } from './route-requirement.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

export type { RouteRequirement } from './route-requirement.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; set by `guard`, so missing without it. */
    principal: Principal;
  }
}

/**
 * A plugin: `app.register(guard, { issuer, audience })`. Lets a request of the scope that it is
 * registered in pass only with a valid access token, and sets the caller as `request.principal`. It
 * runs before the body is read.
 */
export const guard: FastifyPluginCallback<VerifierOptions> = Object.assign(register, {
  // What fastify-plugin sets: the hook is for the scope that registers it, and not for one of its own.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@sallyport/guard',
  [Symbol.for('plugin-meta')]: { name: '@sallyport/guard', fastify: '>=5' },
});

function register(
  app: FastifyInstance,
  options: VerifierOptions,
  done: (error?: Error) => void,
): void {
  const verify = createVerifier(options);
  // Scopes that stand beside one another may each have a guard of their own.
  if (!app.hasRequestDecorator('principal')) app.decorateRequest('principal');
  app.addHook('onRequest', async (request, reply) => {
    try {
      request.principal = await verify(bearerOf(request.raw));
    } catch (error) {
      return refuse(error, reply);
    }
    return undefined;
  });
  done();
}

/**
 * A hook for a route, `{ onRequest: requires('orders:read') }`: lets a request pass `guard` and then
 * only with these permissions, or for this resource.
 */
export function requires(
  requirement: string | RouteRequirement<FastifyRequest>,
): onRequestAsyncHookHandler {
  return async (request, reply) => {
    try {
      checkRoute(request.principal, requirement, request);
    } catch (error) {
      return refuse(error, reply);
    }
    return undefined;
  };
}

function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  return reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
}
