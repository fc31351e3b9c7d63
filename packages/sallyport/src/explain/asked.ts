import { UsageError } from '../usage-error.ts';

export interface ExplainOptions {
  user?: string;
  client?: string;
  grant?: string;
  tokenId?: string;
  api?: string;
  host?: string;
  giveRoles?: string;
  takeRoles?: string;
  giveGroups?: string;
  takeGroups?: string;
}

/** What a command line asks for: the receipt of a request, or an explanation without one. */
export type AskedByWords = { receipt: string; body: object } | { receipt: null; body: object };

/** @throws UsageError */
export function askedBy(
  first: string | undefined,
  second: string | undefined,
  options: ExplainOptions,
): AskedByWords {
  const { user, client, grant, tokenId, api, host } = options;
  const about = { user, client, grant, token: tokenId, api, host };
  const trial = whatIf(options);
  const named = [user, client, grant, tokenId].some((one) => one !== undefined);
  if (first !== undefined && second === undefined && !named) {
    const body = { ...about, receipt: first, ...trial };
    return { receipt: first, body };
  }
  if (!named) {
    throw new UsageError(
      'Name the request_id of a refused request; or --user, --client, --grant or --token-id, and a method and a path.',
    );
  }
  const request = first === undefined ? {} : requestOf(first, second);
  return { receipt: null, body: { ...about, ...request, ...trial } };
}

/** A path, or a URL: what people have at hand. */
function requestOf(first: string, second: string | undefined): object {
  const [method, target] = second === undefined ? ['GET', first] : [first, second];
  if (target.startsWith('/')) return { method, path: withoutQuery(target) };
  const url = URL.parse(target);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${target} is neither a path, which begins with a slash, nor a URL.`);
  }
  const [, path = '/'] = /^[a-z]+:\/\/[^/?#]+([^?#]*)/i.exec(target) ?? [];
  return { method, host: url.host, path: path || '/' };
}

/** Tokens and codes may be in it, and routes do not look at it. */
const withoutQuery = (target: string): string => target.split(/[?#]/, 1)[0]!;

function whatIf({ giveRoles, takeRoles, giveGroups, takeGroups }: ExplainOptions): object {
  const trial = {
    ...(giveRoles && { give_roles: giveRoles.split(',') }),
    ...(takeRoles && { take_roles: takeRoles.split(',') }),
    ...(giveGroups && { give_groups: giveGroups.split(',') }),
    ...(takeGroups && { take_groups: takeGroups.split(',') }),
  };
  return Object.keys(trial).length > 0 ? { what_if: trial } : {};
}
