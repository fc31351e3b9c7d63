import { once } from 'node:events';
import {
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { accessToken, bearer } from './gateway.fixture.ts';

/** An upstream that answers nothing by itself: the test does. */
export class PendingUpstream {
  /** In the order of their arrival. */
  readonly arrived: { path: string; response: ServerResponse }[] = [];
  #wake = (): void => {};

  listener: RequestListener = (request, response) => {
    this.arrived.push({ path: request.url!, response });
    this.#wake();
  };

  /** The response to a path, once its request has arrived. */
  async gets(path: string): Promise<ServerResponse> {
    for (;;) {
      const found = this.arrived.find((one) => one.path === path);
      if (found) return found.response;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  stop(): void {
    for (const { response } of this.arrived) response.destroy();
  }
}

/** A request whose response is read as it comes. */
export function open(port: number, path: string, name = 'alice') {
  const headers = bearer(accessToken(name));
  const request = httpRequest({ host: '127.0.0.1', port, path, headers, agent: false });
  const response = once(request, 'response').then(([message]) => message as IncomingMessage);
  response.catch(() => {});
  request.on('error', () => {});
  request.end();
  return { request, response };
}

/** How a response ended: whole or cut off. */
export function endOf(response: IncomingMessage): Promise<'whole' | 'cut'> {
  response.resume();
  response.on('error', () => {});
  return new Promise((resolve) => {
    response.on('close', () => resolve(response.complete ? 'whole' : 'cut'));
  });
}

/** Of unknown length. */
export function begin(response: ServerResponse, type = 'text/event-stream'): void {
  response.writeHead(200, { 'content-type': type });
  response.write('data: 1\n\n');
}

export function beginCounted(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/csv', 'content-length': 10 });
  response.write('12345');
}
