import { prepareEarlyAnswer } from '../http/early-answer.ts';
import type { Call } from './handler-context.ts';

/** 303: whatever method brought the browser here, it goes on with `GET`. */
export function redirect({ response }: Call, location: string, cookies: readonly string[]): void {
  // The body of a form is of no interest, and Node does not read on by itself.
  if (prepareEarlyAnswer(response.req, response)) response.req.resume();
  const headers = ['Location', location, 'Cache-Control', 'no-store', 'Content-Length', '0'];
  headers.push('Referrer-Policy', 'no-referrer');
  for (const cookie of cookies) headers.push('Set-Cookie', cookie);
  response.writeHead(303, headers).end();
}
