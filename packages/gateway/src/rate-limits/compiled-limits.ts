import type { RateLimit } from '@sallyport/protocol/route.ts';
import type { Rate } from './gcra.ts';

export interface CompiledLimit extends Rate {
  readonly per: RateLimit['per'];
  /** Of the policy, as a structured field has it: `"user"`. */
  readonly name: string;
  /** What the keys of this limit begin with: the same while route and limit are. */
  readonly prefix: string;
}

export interface CompiledLimits {
  readonly limits: readonly CompiledLimit[];
  /** `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10, section 3). */
  readonly policies: string;
}

/** @param route what tells the route from others */
export function compileLimits(all: readonly RateLimit[], route: string): CompiledLimits | null {
  if (all.length === 0) return null;
  const limits = all.map(({ per, limit, window }, index) => {
    const earlier = all.slice(0, index).filter((other) => other.per === per).length;
    const name = earlier === 0 ? `"${per}"` : `"${per}-${earlier + 1}"`;
    const prefix = `${route} ${limit}/${window} `;
    return { per, limit, windowMs: window * 1_000, name, prefix };
  });
  const policies = limits.map(
    ({ name, limit, windowMs }) => `${name};q=${limit};w=${Math.ceil(windowMs / 1_000)}`,
  );
  return { limits, policies: policies.join(', ') };
}
