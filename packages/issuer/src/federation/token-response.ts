/**
 * What the token endpoint of a provider has answered, in the form of RFC 6749, section 5: so that one
 * reading is enough for all of them. GitHub and Slack send errors with status 200, Facebook's are
 * objects, LinkedIn has left `token_type` out, and some write members that have no value as null.
 */
export async function normalizeTokenResponse(response: Response): Promise<Response> {
  const text = await response.text();
  const body = parse(text, response.headers.get('content-type') ?? '');
  if (body === null) return new Response(text, response);
  const members = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const error = errorOf(members);
  if (error !== null) return Response.json(error, { status: response.ok ? 400 : response.status });
  const token = typeof members['access_token'] === 'string' ? { token_type: 'Bearer' } : {};
  return Response.json({ ...token, ...members }, { status: response.status });
}

function parse(text: string, type: string): Record<string, unknown> | null {
  // The default of GitHub, and what Facebook sent before.
  if (/^(application\/x-www-form-urlencoded|text\/plain)/.test(type) && !/^\s*[{[]/.test(text)) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function errorOf({ ok, error, error_description }: Record<string, unknown>): object | null {
  if (error === undefined && ok !== false) return null;
  const { type, code, message } = (typeof error === 'object' ? error : {}) as Record<
    string,
    unknown
  >;
  const name = [error, type, code].find((each) => typeof each === 'string') ?? 'unknown_error';
  const description = [error_description, message].find((each) => typeof each === 'string');
  return { error: name, ...(description === undefined ? {} : { error_description: description }) };
}
