/** A call that did not succeed. `status` is 0 when no answer came. */
export class CallError extends Error {
  constructor(status, code, description) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/** Fetches JSON. Cookies go along within this origin by themselves. */
export async function callJson(url, options = {}) {
  let response;
  let text;
  try {
    response = await fetch(url, options);
    text = await response.text();
  } catch {
    throw new CallError(
      0,
      'unreachable',
      'There was no answer. Check your connection and try again.',
    );
  }
  const body = parse(text);
  if (response.ok) return body;
  const description =
    body.error_description ?? `That did not work (${response.status}). Try again.`;
  throw new CallError(response.status, body.error ?? 'unexpected', description);
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** The options of a POST of JSON. */
export const postJson = (body = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
