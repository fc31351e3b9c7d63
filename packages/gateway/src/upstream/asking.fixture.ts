import type { BodySource } from '../http/caller.ts';
import type { ResponseListener, SentRequest, UpstreamConnections } from './connections.ts';
import type { UpstreamError } from './upstream-error.ts';

/** How a request to an upstream ended, and all that was told of it. */
export interface Told {
  informed: number[];
  status: number;
  reason: string;
  headers: string[];
  /** Latin 1. */
  body: string;
  trailers: string[];
  error: UpstreamError | null;
}

interface Asked {
  method?: string;
  headers?: string[];
  body?: BodySource | null;
  mayBeSent?: () => boolean;
  onHead?: (sent: () => SentRequest) => void;
}

/** Sends one request and waits until it has ended. */
export function askUpstream(connections: UpstreamConnections, asked: Asked = {}): Promise<Told> {
  const { method = 'GET', headers = [], body = null, mayBeSent = () => true, onHead } = asked;
  const told: Told = {
    informed: [],
    status: 0,
    reason: '',
    headers: [],
    body: '',
    trailers: [],
    error: null,
  };
  return new Promise((resolve) => {
    const listener: ResponseListener = {
      mayBeSent,
      isStream: false,
      information: (status) => told.informed.push(status),
      head(status, reason, list) {
        Object.assign(told, { status, reason, headers: list });
        onHead?.(() => sent);
      },
      data(piece) {
        told.body += piece.toString('latin1');
      },
      end(trailers) {
        resolve({ ...told, trailers });
      },
      failed(error) {
        resolve({ ...told, error });
      },
    };
    const all = ['Host', 'upstream', ...headers];
    const sent = connections.send({ method, target: '/x', headers: all, body }, listener);
  });
}

/** A body that is there at once, in these pieces. */
export const bodyOf = (...pieces: string[]): BodySource => ({
  readBody(listener) {
    for (const piece of pieces) listener.bodyData(Buffer.from(piece, 'latin1'));
    listener.bodyEnd([]);
  },
  pauseBody() {},
  resumeBody() {},
  discardBody() {},
});
