import type { IncomingMessage } from 'node:http';

/** What became known of a request on its way, for its line in the log and for the metrics. */
export interface RequestNotes {
  /** The pattern of its endpoint's path. */
  route?: string;
  client?: string;
  sub?: string;
  /** The code of the error that it was answered with. */
  error?: string;
  grant?: string;
  /** Of an introspection: whether the token was good. */
  active?: boolean;
  /** What a person answered to the request of a device. */
  device?: 'allowed' | 'denied';
  signedIn?: boolean;
  /** Of a sign-in: the id of the provider; by password when left out. */
  provider?: string;
}

const kept = new WeakMap<IncomingMessage, RequestNotes>();

export function notesOf(request: IncomingMessage): RequestNotes {
  let notes = kept.get(request);
  if (!notes) {
    notes = {};
    kept.set(request, notes);
  }
  return notes;
}
