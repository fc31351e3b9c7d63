import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isReadable } from '../runtime/readable.ts';
import type { GrantedDetail } from './detail.ts';
import { sentDetail } from './detail.ts';
import type { TypeOfApi } from './detail-type.ts';

/** As long as it may be; it is kept in every access token that it confines. */
const maxLength = 2_000;
const maxDetails = 10;

/**
 * The parameter `authorization_details` (RFC 9396, section 2). What names the same resource twice is
 * one detail with the actions of both.
 *
 * @throws OAuthError `invalid_authorization_details` (section 5)
 */
export function readDetails(text: string): AuthorizationDetail[] {
  if (text.length > maxLength) throw refused(`may have ${maxLength} characters at most.`);
  const items = parseJson(text);
  if (!Array.isArray(items) || items.length === 0 || items.length > maxDetails) {
    throw refused(`must be a JSON array of 1 to ${maxDetails} objects.`);
  }
  const merged = new Map<string, AuthorizationDetail>();
  for (const [index, item] of items.entries()) {
    const { type, identifier, actions } = readDetail(item, index);
    const key = JSON.stringify([type, identifier]);
    const all = new Set([...(merged.get(key)?.actions ?? []), ...actions]);
    merged.set(key, { type, identifier, actions: [...all] });
  }
  return [...merged.values()];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('is not JSON.');
  }
}

function readDetail(item: unknown, index: number): AuthorizationDetail {
  const parsed = sentDetail.safeParse(item);
  if (!parsed.success) {
    throw refused(
      'must have type, identifier (200 characters at most) and actions (1 to 20), and nothing else.',
      index,
    );
  }
  // People read it on the consent page.
  if (!isReadable(parsed.data.identifier)) {
    throw refused('has an identifier with characters that hide or reorder others.', index);
  }
  return parsed.data;
}

/**
 * The same with the API of each.
 *
 * @param types those that the client may ask for
 * @throws OAuthError `invalid_authorization_details`
 */
export const assignDetails = (
  details: readonly AuthorizationDetail[],
  types: readonly TypeOfApi[],
): GrantedDetail[] =>
  details.map((detail, index) => {
    const found = types.find(({ type }) => type === detail.type);
    if (!found) throw refused('has a type that this client may not ask for here.', index);
    const known = found.actions.map(({ name }) => name);
    if (!detail.actions.every((action) => known.includes(action))) {
      throw refused(`may have the actions ${known.join(', ')}.`, index);
    }
    return { ...detail, api: found.api };
  });

const refused = (description: string, index?: number): OAuthError =>
  new OAuthError(
    'invalid_authorization_details',
    `authorization_details${index === undefined ? '' : `[${index}]`} ${description}`,
  );
