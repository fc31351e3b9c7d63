import type { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  HttpException,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { bearerOf } from './authorization-header.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { checkRoute, type RouteRequirement } from './route-requirement.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

export type { RouteRequirement } from './route-requirement.ts';

/** A request of Express or Fastify, as Nest hands it out. */
export interface NestRequest {
  headers: IncomingMessage['headers'];
  params: Record<string, string>;
  /** The caller; set by `guard()`. */
  principal?: Principal;
}

const isPublic = Symbol('@sallyport/guard public');

/**
 * Lets a request pass only with a valid access token: `app.useGlobalGuards(guard({ issuer, audience }))`.
 * Routes that everyone may call are marked with `@Public()`. It guards resolvers of GraphQL, too. A
 * message of a WebSocket or a microservice bears no header, and ends in an error.
 */
export function guard(options: VerifierOptions): CanActivate {
  const verify = createVerifier(options);
  return {
    async canActivate(context) {
      if (markedPublic(context)) return true;
      const request = requestOf(context);
      return orRefuse(context, async () => {
        request.principal = await verify(bearerOf(rawOf(request)));
      });
    },
  };
}

/** Lets everyone call a route or a controller: no token is looked at. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(isPublic, true);

/**
 * On a route or a controller: a request passes `guard()` and then only with these permissions, or
 * for this resource.
 */
export function Requires(
  requirement: string | RouteRequirement<NestRequest>,
): MethodDecorator & ClassDecorator {
  const canActivate = (context: ExecutionContext) =>
    orRefuse(context, async () => {
      const request = requestOf(context);
      checkRoute(request.principal, requirement, request);
    });
  return applyDecorators(UseGuards({ canActivate }));
}

/** The caller, as a parameter of a route: `list(@Caller() caller: Principal)`. */
export const Caller: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => requestOf(context).principal,
);

/** In GraphQL it is in what resolvers share: `req` by Apollo, `reply` by Mercurius. */
function requestOf(context: ExecutionContext): NestRequest {
  const type = context.getType<string>();
  const [first, , shared] = context.getArgs();
  const inGraphql = type === 'graphql' && (shared?.req ?? shared?.reply?.request);
  const request: NestRequest | undefined = type === 'http' ? first : inGraphql;
  if (!request) throw new TypeError(`guard: a context of ${type} has no request.`);
  return request;
}

/** Fastify wraps the request of `node:http`, and Express extends it. */
const rawOf = (request: NestRequest & { raw?: IncomingMessage }): IncomingMessage =>
  request.raw ?? (request as unknown as IncomingMessage);

const markedPublic = (context: ExecutionContext): boolean =>
  [context.getHandler(), context.getClass()].some(
    (target) => Reflect.getMetadata(isPublic, target) === true,
  );

async function orRefuse(context: ExecutionContext, check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (context.getType() === 'http') {
      const response = context.switchToHttp().getResponse<HeaderSetter>();
      for (const [name, value] of Object.entries(refusal.headers)) response.header(name, value);
    }
    throw new HttpException(refusal.body, refusal.status, { cause: error });
  }
}

/** A reply of Fastify, or a response of Express. */
interface HeaderSetter {
  header(name: string, value: string): unknown;
}
