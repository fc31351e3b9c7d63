import type { Client } from 'openapi-fetch';
import { type Barrier, readBarrier } from './barrier.ts';
import { ApiError, readProblem } from './problem.ts';
import type { paths } from './schema.ts';
import { askToSignInAgain, readStepUp } from './step-up.ts';

export const base = import.meta.env.BASE_URL;

interface Call {
  params?: { path?: Record<string, string>; query?: Record<string, string | number | boolean> };
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Calls as `openapi-fetch` types them, of which these lines are what the console needs: 2 kB less. */
type Api = Pick<Client<paths>, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export const api = Object.fromEntries(
  methods.map((method) => [method, (path: string, call?: Call) => send(method, path, call)]),
) as unknown as Api;

/** By the answer that told of it. */
const barriers = new WeakMap<Response, Barrier | null>();

/** @throws ApiError for a refusal, and for what did not arrive */
async function send(method: string, path: string, call: Call = {}) {
  const request = requestOf(method, path, call);
  const copy = method === 'GET' ? null : request.clone();
  const response = await answerOf(await arrived(request), copy);
  if (!response.ok) throw new ApiError(await readProblem(response));
  barriers.set(response, readBarrier(response.headers.get('sallyport-barrier')));
  const text = await response.text();
  return { data: text === '' ? undefined : JSON.parse(text), response };
}

function requestOf(method: string, path: string, { params, headers, body, signal }: Call): Request {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(params?.path?.[name] ?? ''),
  );
  const query = new URLSearchParams(
    Object.entries(params?.query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return new Request(`${base}api${filled}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    cache: 'no-store',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
}

async function arrived(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    // Who asked does not want to know any more.
    if (request.signal.aborted) throw error;
    throw new ApiError({ code: 'unreachable', status: 0 });
  }
}

/** A change that is refused because of the sign-in waits for another one, and is then sent again. */
async function answerOf(response: Response, copy: Request | null): Promise<Response> {
  const asked =
    copy && response.status === 401 && readStepUp(response.headers.get('www-authenticate'));
  return asked && (await askToSignInAgain(asked)) ? arrived(copy) : response;
}

/** How far a change has come: which gateways obey it. Null where none had to. */
export const barrierOf = (response: Response): Barrier | null => barriers.get(response) ?? null;

/** The body of an answer that is no refusal: those are thrown. */
export function bodyOf<T>({ data }: { data?: T | undefined }): NonNullable<T> {
  return data as NonNullable<T>;
}
