import type { ServerSessionOptions } from 'node:http2';

/** What a caller may send of a body before it is told to go on, in bytes. */
export const initialWindow = 64 * 1024 - 1;

/** The same for all bodies of a connection together: one slow stream does not stop the others. */
export const windowOfConnection = 1024 * 1024;

/** Names and values of a header section, 32 bytes added to each pair (RFC 9113, section 6.5.2). */
const maxHeaderListSize = 32 * 1024;
const maxHeaderPairs = 200;

/**
 * Requests under way on a connection. Node goes on counting a stream that was reset until its next turn
 * and refuses what is beyond, so that a page that is left and another one need twice a page's hundred.
 */
const maxStreams = 250;
/** How often it may. Each costs little, and what they bring is counted (`flood-guard.ts`). */
const maxRefusedStreams = 10_000;

/** Of one connection. Windows are those that Envoy recommends at the edge. */
export const sessionOptions: ServerSessionOptions = {
  settings: {
    maxConcurrentStreams: maxStreams,
    initialWindowSize: initialWindow,
    maxHeaderListSize,
  },
  maxHeaderListPairs: maxHeaderPairs,
  /** In megabytes, for what the library holds of headers and of bodies that wait. */
  maxSessionMemory: 10,
  /** Node counts pieces without a byte as long as a connection lives; `flood-guard.ts` does by time. */
  maxSessionInvalidFrames: 2 ** 32 - 1,
  maxSessionRejectedStreams: maxRefusedStreams,
  /** Above our own count of resets (`flood-guard.ts`), whose answer says what was wrong. */
  streamResetBurst: 20_000,
  streamResetRate: 2_000,
  strictSingleValueFields: false,
};

/** How long a connection may be without a request, in milliseconds: at its beginning, and later. */
export const firstRequestTimeout = 15_000;
/** Longer than what is usual at load balancers in front, so that they close first. */
export const idleTimeout = 75_000;
/** How long one that was told to end may take for it, without a request. */
export const endTimeout = 5_000;
