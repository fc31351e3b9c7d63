import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readJson } from '../http/body.ts';
import { queryParameters } from '../http/parameters.ts';
import { parseWhole } from '../http/problem.ts';
import { once } from '../idempotency/idempotency.service.ts';
import { type BarrierOutcome, barrierHeader, withBarriers } from '../runtime/barriers.ts';
import type { AdminEnvironment } from './authenticate-admin.middleware.ts';
import { etagOf, unchanged } from './if-match.ts';
import { lineStream } from './lines.ts';
import type { Operation } from './operation.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>;

/** What an operation is answered with; JSON. */
interface Answer {
  body: unknown;
  headers: Record<string, string>;
}

/** Reads what an operation takes, runs it, and answers. */
export const perform =
  (operation: Operation, context: Dependencies) =>
  async (request: Request<AdminEnvironment>): Promise<Response> => {
    const { status, body } = operation;
    const json = body && (await readBody(request, operation.maxBody));
    const key = operation.method === 'POST' ? readKey(request) : undefined;
    const work = () => run(operation, json, request);
    const { answer, repeated } =
      key === undefined
        ? { answer: await work(), repeated: false }
        : await once(
            {
              key,
              actor: request.get('caller').actor,
              request: `${request.req.method} ${request.req.path} ${JSON.stringify(json)}`,
            },
            work,
            context,
          );
    for (const [name, value] of Object.entries(answer.headers)) request.header(name, value);
    if (repeated) request.header('Idempotency-Replayed', 'true');
    request.header('Cache-Control', 'no-store');
    if (operation.lines) {
      const lines = await lineStream(answer.body as AsyncIterable<object>);
      return request.body(lines, 200, { 'Content-Type': 'application/jsonl' });
    }
    return status === 204 ? request.body(null, 204) : request.json(answer.body as object, status);
  };

async function run(
  { method, params, query, body, status, versioned, run: work }: Operation,
  json: unknown,
  request: Request<AdminEnvironment>,
): Promise<Answer> {
  const ifMatch = request.req.header('if-match');
  // Passed over in silence it would let the change pass that it is there to stop.
  if (ifMatch !== undefined && !versioned && method !== 'GET') {
    const problem = 'If-Match: what this changes has no ETag. Leave it out.';
    throw new OAuthError('invalid_request', problem);
  }
  const call = {
    params: params && parseWhole(params, request.req.param(), 'path'),
    query: query && parseWhole(query, queryOf(request), 'query'),
    body: body && parseWhole(body, json, 'body'),
    caller: request.get('caller'),
    unchanged: unchanged(versioned ? ifMatch : undefined),
  };
  const barriers: BarrierOutcome[] = [];
  const answer = await withBarriers(barriers, () => work(call));
  const barrier = barrierHeader(barriers);
  const headers = {
    ...(versioned && status !== 204 && { ETag: etagOf(answer as object) }),
    ...(barrier !== null && { 'Sallyport-Barrier': barrier }),
  };
  return { body: status === 204 ? null : answer, headers };
}

const queryOf = (request: Request) =>
  Object.fromEntries(queryParameters(request.req.url).entries());

/** A body that may be left out is one in which every field may be. */
async function readBody(request: Request, maxBytes?: number): Promise<unknown> {
  if (request.req.header('content-type') !== undefined)
    return readJson(request, z.unknown(), maxBytes);
  if ((await request.req.text()) === '') return {};
  throw new OAuthError('unsupported_media_type', 'Send the body as application/json.');
}

const maxKey = 255;

function readKey(request: Request): string | undefined {
  const key = request.req.header('idempotency-key');
  if (key === undefined || (key !== '' && key.length <= maxKey)) return key;
  throw new OAuthError('invalid_request', `Idempotency-Key: give 1 to ${maxKey} characters.`);
}
