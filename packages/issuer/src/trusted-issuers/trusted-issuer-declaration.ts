import { z } from 'zod';
import { issuerUrl, text } from '../runtime/text.ts';

export const declaredTrustedIssuer = z.strictObject({
  issuer: issuerUrl,
  audience: text(500).min(1),
  map: z.strictObject({ sub: text(500).min(1), roles: text(500).min(1).optional() }),
});

export type DeclaredTrustedIssuer = z.output<typeof declaredTrustedIssuer>;
