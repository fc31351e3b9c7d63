import createClient, { type Middleware } from 'openapi-fetch';
import { type Barrier, readBarrier } from './barrier.ts';
import { ApiError, readProblem } from './problem.ts';
import type { paths } from './schema.ts';
import { askToSignInAgain, readStepUp } from './step-up.ts';

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

/** Changes that are under way, to be sent again as they were. */
const copies = new Map<string, Request>();

/** A change that is refused because of the sign-in waits for another one, and is then sent again. */
const stepUp: Middleware = {
  onRequest({ id, request }) {
    if (request.method !== 'GET') copies.set(id, request.clone());
  },
  async onResponse({ id, response }) {
    const copy = copies.get(id);
    copies.delete(id);
    const asked =
      copy && response.status === 401 && readStepUp(response.headers.get('www-authenticate'));
    return asked && (await askToSignInAgain(asked)) ? fetch(copy) : undefined;
  },
  onError: ({ id }) => void copies.delete(id),
};

/** By the answer that told of it. */
const barriers = new WeakMap<Response, Barrier | null>();

export const api = createClient<paths>({ baseUrl: `${base}api`, cache: 'no-store' });
// Of the last one, `onResponse` comes first.
api.use(failLoudly, stepUp);

/** How far a change has come: which gateways obey it. Null where none had to. */
export const barrierOf = (response: Response): Barrier | null => barriers.get(response) ?? null;

/** The body of an answer that is no refusal: those are thrown. */
export function bodyOf<T>({ data }: { data?: T | undefined }): NonNullable<T> {
  return data as NonNullable<T>;
}
