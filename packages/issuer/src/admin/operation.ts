import type { z } from 'zod';
import type { Caller } from '../directory/caller.ts';
import type { NeededPermission } from '../directory/delegation/needed-permission.ts';
import type { Unchanged } from './if-match.ts';

/** One operation of the admin API: what it takes and gives, and what it does. */
export interface Operation extends NeededPermission {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/admin/v1`, as OpenAPI writes it: `/users/{id}`. */
  path: string;
  summary: string;
  params?: z.ZodObject | undefined;
  query?: z.ZodObject | undefined;
  body?: z.ZodObject | undefined;
  /** Bytes; 64 KiB when left out. */
  maxBody?: number;
  /**
   * Whether its answer has an `ETag`, or, where it changes something, it obeys `If-Match`: the
   * operations of one resource agree.
   */
  versioned?: boolean;
  /** 204 has no response. */
  status: 200 | 201 | 204;
  response?: z.ZodObject | undefined;
  /**
   * Whether `response` is one line of many (JSON Lines), which `run` gives as an iterable: they are
   * sent as fast as they are read.
   */
  lines?: true;
  run(call: Call): Promise<unknown>;
}

export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  body: Body;
  caller: Caller;
  unchanged: Unchanged;
}

type Output<Schema> = Schema extends z.ZodObject ? z.output<Schema> : undefined;

type Answer<One, Lines> = Lines extends true ? AsyncIterable<One> : One;

/** Ties what `run` is given and returns to the schemas beside it. */
export function operation<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodObject | undefined = undefined,
  Response extends z.ZodObject | undefined = undefined,
  Lines extends true | undefined = undefined,
>(
  definition: Omit<Operation, 'params' | 'query' | 'body' | 'response' | 'lines' | 'run'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    response?: Response;
    lines?: Lines;
    run(
      call: Call<Output<Params>, Output<Query>, Output<Body>>,
    ): Promise<Answer<Response extends z.ZodObject ? z.input<Response> : void, Lines>>;
  },
): Operation {
  return definition as Operation;
}

/** Of a path as OpenAPI writes it: `/users/:id`. */
export const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
