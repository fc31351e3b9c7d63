import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { parseJson } from '../../http/body.ts';

const wanted = z
  .object({
    essential: z.boolean().optional(),
    value: z.unknown(),
    values: z.array(z.unknown()).optional(),
  })
  .partial()
  .nullable();

const member = z.record(z.string().max(200), wanted).nullish();

const claimsSchema = z.object({ id_token: member, userinfo: member });

/** The parameter `claims` (OpenID Connect Core, section 5.5). */
export function readClaims(text: string): z.output<typeof claimsSchema> {
  try {
    return claimsSchema.parse(parseJson(text));
  } catch (cause) {
    throw new OAuthError(
      'invalid_request',
      'claims is not JSON as OpenID Connect Core, section 5.5 has it.',
      { cause },
    );
  }
}
