/**
 * JSON for one reader at one moment. A plain object of headers, and no `Headers`: that is what lets
 * the server write the answer without building a web `Response` first.
 */
export function privateJson(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  });
}
