import type { z } from 'zod';

/** Who serves it. */
export type Server = 'issuer' | 'gateway' | 'decide' | 'management';

/** How a caller proves who it is, by the names of the security schemes. */
export type Credential = 'client' | 'bearer' | 'session';

export interface Described {
  status: number;
  description: string;
  /** Without one there is no body, or it is said by `type`. */
  json?: z.ZodType;
  /** Media type of a body that is not JSON. */
  type?: string;
}

/** One endpoint outside the admin API, in words: what it takes and gives. */
export interface Endpoint {
  server: Server;
  method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/links/{id}`. */
  path: string;
  /** The part of the documentation that it belongs to. */
  tag: string;
  summary: string;
  description?: string;
  credentials?: readonly Credential[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  form?: z.ZodObject;
  body?: z.ZodObject;
  answers: readonly Described[];
}
