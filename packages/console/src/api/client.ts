import createClient, { type Middleware } from 'openapi-fetch';
import { type Barrier, readBarrier } from './barrier.ts';
import { ApiError, readProblem } from './problem.ts';
import type { paths } from './schema.ts';

export const base = import.meta.env.BASE_URL;

/** Turns refusals into `ApiError`, and what did not arrive into one as well. */
const failLoudly: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw new ApiError(await readProblem(response));
    barriers.set(response, readBarrier(response.headers.get('sallyport-barrier')));
  },
  onError: ({ error }) =>
    error instanceof ApiError ? error : new ApiError({ code: 'unreachable', status: 0 }),
};

/** By the answer that told of it. */
const barriers = new WeakMap<Response, Barrier | null>();

export const api = createClient<paths>({ baseUrl: `${base}api`, cache: 'no-store' });
api.use(failLoudly);

/** How far a change has come: which gateways obey it. Null where none had to. */
export const barrierOf = (response: Response): Barrier | null => barriers.get(response) ?? null;

/** The body of an answer that is no refusal: those are thrown. */
export function bodyOf<T>({ data }: { data?: T | undefined }): NonNullable<T> {
  return data as NonNullable<T>;
}
