import { networkOf } from '@sallyport/base/network.ts';
import { CountsBySource } from '../runtime/counts-by-source.ts';
import type { Caller } from './caller.ts';

/**
 * Requests that are being answered. Those of one address never are more than they leave to others: in
 * HTTP/2 a few connections carry thousands, and each stands for as long as its caller takes nothing of the
 * answer, be it a refusal.
 */
export class InFlight {
  readonly #max: number;
  readonly #of = new CountsBySource();
  #size = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Until the caller has left. False where there is no room for it: then it is not counted, for its
   * refusal can stand as long as an answer.
   *
   * @param address of the caller, behind proxies that are trusted
   */
  add(caller: Caller, address: string): boolean {
    const source = networkOf(address);
    if (this.#of.of(source) >= this.#max - this.#size) return false;
    this.#size++;
    this.#of.add(source);
    caller.onClose(() => {
      this.#size--;
      this.#of.remove(source);
    });
    return true;
  }
}
