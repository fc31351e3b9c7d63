/**
 * What a contender's process and the bench say to each other, over Node's IPC channel. A contender
 * offers itself once it is ready, obeys `run` where it measures itself, and ends when told to stop
 * or when the channel closes.
 */

/** A request to repeat, and what every answer to it must be. */
export interface Target {
  /** `http://127.0.0.1:<port>/path` */
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** In place of `body`: one after the other, and from the first one again. */
  turns?: string[];
  /**
   * In place of `body`: one for each request, in turn, for what can be done once only. The trial ends
   * when there is none left.
   */
  bodies?: string[];
  expect: {
    status: number;
    /** Text that every response body holds. */
    contains: string;
  };
}

export type Offer =
  | { offers: 'http'; target: Target }
  /** It makes what each request uses up, anew for each trial. */
  | { offers: 'spending' }
  /** It runs the operation inside its own process. */
  | { offers: 'operation' }
  | { offers: 'nothing'; because: string };

/** To a contender that offers `spending`. It answers with a target that has so many bodies. */
export interface PrepareRequest {
  prepare: { count: number };
}
export interface Prepared {
  prepared: Target;
}

export interface RunRequest {
  run: { seconds: number };
}
export interface RunResult {
  ran: { operations: number; seconds: number };
}
export interface Failure {
  failed: string;
}

/** Where a contender finds the upstream that its row started, when the row has one. */
export const upstreamVariable = 'BENCH_UPSTREAM';
/** Which request the row sends through its proxies, when it has an upstream. */
export const requestVariable = 'BENCH_REQUEST';
/** An empty directory for a contender's files, removed afterwards. */
export const scratchVariable = 'BENCH_SCRATCH';
