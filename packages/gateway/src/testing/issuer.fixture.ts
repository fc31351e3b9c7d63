import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  CacheTag,
  Change,
  ChangesRequest,
  LeaseRequest,
  Position,
  ReceiptAnswer,
  ReceiptQuestion,
  SwapRequest,
  SwapResult,
} from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';

type Answer = { status: number; body: unknown };
type Hold = { release(): void; reached: Promise<void> };

/**
 * The issuer's side of `/internal/`, over real HTTP, with every order of events in a test's hand: what
 * is asked can be held back, refused, or answered as of an older position.
 */
export class ScriptedIssuer {
  epoch = 'epoch-1';
  pos = 1;
  leaseMs = 60_000;
  routes: Route[] = [];
  /** What a token means; asked when the answer is made, and so true at `pos`. */
  swap: (token: string, audience: string) => SwapResult = () => refused;
  /** Answers to other paths, `/token` and the like, or instead of the usual ones. */
  answers: Record<string, (form: URLSearchParams, request: IncomingMessage) => Answer> = {};
  /** Everything that was asked, in order. */
  readonly log: { path: string; body: unknown }[] = [];
  /** Paths that answer 503. */
  readonly failing = new Set<string>();
  expelled = new Set<string>();
  forgetsBefore = 0;
  members = 0;
  url = '';
  readonly #changes: Change[] = [];
  readonly #questions: ReceiptQuestion[] = [];
  readonly #holds = new Map<string, { reached: () => void; released: Promise<void> }[]>();
  readonly #waiting = new Set<() => void>();
  readonly #watchers = new Set<() => void>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Breaks every connection, as a restart does. */
  disconnect(): void {
    this.#server.closeAllConnections();
  }

  /** Logs a change; resolves when the living member has acknowledged it. */
  async change(...tags: CacheTag[]): Promise<void> {
    this.append(...tags);
    await this.acknowledged(this.pos);
  }

  /** Asks the gateway for what it has under the id of a request, with the feed. */
  async receiptsOf(id: string, of: ReceiptQuestion['of'] = 'request'): Promise<ReceiptAnswer> {
    const question = randomUUID();
    this.#questions.push({ question, of, id });
    for (const wake of [...this.#waiting]) wake();
    const answer = () =>
      (this.asked('/internal/receipts') as ReceiptAnswer[]).find(
        (each) => each.question === question,
      );
    await this.until(() => answer() !== undefined);
    return answer()!;
  }

  append(...tags: CacheTag[]): void {
    this.#changes.push({ pos: ++this.pos, tags });
    for (const wake of [...this.#waiting]) wake();
  }

  /** Another timeline, as after a restore. */
  restore(epoch: string, pos: number): void {
    this.epoch = epoch;
    this.pos = pos;
    this.#changes.length = 0;
    for (const wake of [...this.#waiting]) wake();
  }

  acknowledged(pos: number): Promise<void> {
    return this.until(() =>
      this.asked('/internal/lease').some((body) => {
        const { acked, epoch } = body as LeaseRequest;
        return epoch === this.epoch && acked >= pos;
      }),
    );
  }

  asked(path: string): unknown[] {
    return this.log.filter((entry) => entry.path === path).map((entry) => entry.body);
  }

  /** Resolves when a condition on what was asked holds; checked after each question. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const watch = () => {
          this.#watchers.delete(watch);
          resolve();
        };
        this.#watchers.add(watch);
      });
    }
  }

  /** Holds the next answer to a path back, after it was made, until it is released. */
  hold(path: string): Hold {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const holds = this.#holds.get(path) ?? [];
    holds.push({ reached: reached.resolve, released: released.promise });
    this.#holds.set(path, holds);
    return { reached: reached.promise, release: released.resolve };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const path = request.url!.split('?', 1)[0]!;
    const isJson = request.headers['content-type'] === 'application/json';
    const body = isJson ? JSON.parse(text) : text;
    this.log.push({ path, body });
    for (const watch of [...this.#watchers]) watch();
    const answer = this.failing.has(path)
      ? { status: 503, body: { error: 'temporarily_unavailable' } }
      : await this.#answer(path, body, request);
    const hold = this.#holds.get(path)?.shift();
    if (hold) {
      hold.reached();
      await hold.released;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === null ? undefined : JSON.stringify(answer.body));
  }

  async #answer(path: string, body: unknown, request: IncomingMessage): Promise<Answer> {
    const scripted = this.answers[path];
    if (scripted) return scripted(new URLSearchParams(String(body)), request);
    const position: Position = { epoch: this.epoch, pos: this.pos };
    switch (path) {
      case '/internal/members': {
        const member = `member-${++this.members}`;
        return ok({ version: 1, member, lease_ms: this.leaseMs, ...position });
      }
      case '/internal/lease':
        return this.expelled.has((body as LeaseRequest).member)
          ? { status: 404, body: { error: 'not_found', error_description: 'Expelled.' } }
          : ok(position);
      case '/internal/receipts':
      case '/internal/leave':
        return { status: 204, body: null };
      case '/internal/changes':
        return ok(await this.#next(body as ChangesRequest, request));
      case '/internal/swap': {
        const { swaps } = body as SwapRequest;
        const results = swaps.map(({ token, audience }) => this.swap(token, audience));
        return ok({ as_of: position, results });
      }
      case '/health/ready':
        return ok({ status: 'ok' });
      case '/internal/routes':
        return ok({ as_of: position, routes: this.routes });
    }
    return { status: 404, body: { error: 'not_found' } };
  }

  async #next({ after, wait_ms }: ChangesRequest, request: IncomingMessage) {
    const deadline = performance.now() + wait_ms;
    for (;;) {
      const position = { epoch: this.epoch, pos: this.pos };
      if (after.epoch !== this.epoch || after.pos > this.pos || after.pos < this.forgetsBefore) {
        return { ...position, changes: [], reset: true };
      }
      const changes = this.#changes.filter(({ pos }) => pos > after.pos);
      const left = deadline - performance.now();
      const questions = this.#questions.splice(0);
      const isNews = changes.length > 0 || questions.length > 0;
      if (isNews || left <= 0 || request.socket.destroyed) {
        return { ...position, changes, questions, reset: false };
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          request.socket.off('close', wake);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(wake, left);
        request.socket.once('close', wake);
        this.#waiting.add(wake);
      });
    }
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body });

export const refused: SwapResult = {
  ok: false,
  error: 'invalid_token',
  error_description: 'The access token is not one of ours.',
};
