import type { BodyListener, BodySource } from '../http/caller.ts';
import type { StandingPermission } from './standing-permission.ts';

/** What a caller sends after an upgrade: it passes as long as the permission stands. */
export class UpgradedBody implements BodySource, BodyListener {
  readonly #source: BodySource;
  readonly #permission: StandingPermission;
  #listener: BodyListener | null = null;
  /** The upstream takes no more for now. */
  #isFull = false;

  constructor(source: BodySource, permission: StandingPermission) {
    this.#source = source;
    this.#permission = permission;
  }

  readBody(listener: BodyListener): void {
    this.#listener = listener;
    this.#source.readBody(this);
  }

  pauseBody(): void {
    this.#isFull = true;
    this.#source.pauseBody();
  }

  resumeBody(): void {
    this.#isFull = false;
    this.goOn();
  }

  discardBody(): void {
    this.#source.discardBody();
  }

  /** While the permission is being judged again. */
  hold(): void {
    if (this.#listener) this.#source.pauseBody();
  }

  goOn(): void {
    if (this.#listener && !this.#isFull && !this.#permission.isHeld) this.#source.resumeBody();
  }

  bodyData(piece: Buffer): void {
    if (this.#permission.mayPass()) this.#listener?.bodyData(piece);
    else this.#permission.later(() => this.#listener?.bodyData(piece));
  }

  bodyEnd(trailers: readonly string[]): void {
    if (this.#permission.isHeld) this.#permission.later(() => this.#listener?.bodyEnd(trailers));
    else this.#listener?.bodyEnd(trailers);
  }

  bodyFailed(): void {
    this.#listener?.bodyFailed();
  }
}
