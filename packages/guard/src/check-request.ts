import { parseBearer } from './bearer.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { checkRoute, type RouteRequirement } from './route-requirement.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

/** Either who calls, or what to answer. */
export type Checked =
  | { principal: Principal; refusal: null }
  | { principal: null; refusal: Response };

/** The guard of one service. */
export interface Guard {
  /**
   * Whether a request may pass: with a valid access token, and where a requirement is given, with
   * these permissions or for this resource.
   *
   * ```ts
   * const { principal, refusal } = await guard.check(request, 'orders:read');
   * if (refusal) return refusal;
   * ```
   */
  check(request: Request, requirement?: string | RouteRequirement<Request>): Promise<Checked>;
}

/** For whatever has the web's `Request` and `Response`: Next, Bun, Deno, a service worker. */
export function createGuard(options: VerifierOptions): Guard {
  const verify = createVerifier(options);
  return {
    async check(request, requirement = {}) {
      try {
        // `Headers` joins two headers with a comma, which no token contains.
        const principal = await verify(
          parseBearer(request.headers.get('authorization') ?? undefined),
        );
        checkRoute(principal, requirement, request);
        return { principal, refusal: null };
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        const { status, headers, body } = refusal;
        return { principal: null, refusal: Response.json(body, { status, headers }) };
      }
    },
  };
}
