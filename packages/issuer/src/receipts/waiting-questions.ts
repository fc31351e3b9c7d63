import type { ReceiptQuestion } from '@sallyport/protocol/internal.ts';

export interface AddressedQuestion extends ReceiptQuestion {
  /** Processes of gateways. */
  instances: readonly string[];
}

interface Poll {
  /** Aborts when there is a question. */
  readonly signal: AbortSignal;
  /** The questions for this process, each of them once. */
  take(): ReceiptQuestion[];
}

/** Questions that wait at this node for the next poll of the gateways that they are for. */
export class WaitingQuestions {
  readonly #waiting = new Map<string, Map<string, ReceiptQuestion>>();
  readonly #polls = new Map<string, Set<AbortController>>();

  add({ instances, ...question }: AddressedQuestion): void {
    for (const instance of instances) {
      const questions = this.#waiting.get(instance) ?? new Map<string, ReceiptQuestion>();
      this.#waiting.set(instance, questions.set(question.question, question));
      for (const poll of this.#polls.get(instance) ?? []) poll.abort();
    }
  }

  /** Of what has been asked for long enough. */
  remove({ question, instances }: AddressedQuestion): void {
    for (const instance of instances) {
      const questions = this.#waiting.get(instance);
      if (questions?.delete(question) && questions.size === 0) this.#waiting.delete(instance);
    }
  }

  /** For as long as a gateway waits for changes. */
  async during<T>(instance: string, work: (poll: Poll) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const siblings = this.#polls.get(instance) ?? new Set();
    this.#polls.set(instance, siblings.add(controller));
    if (this.#waiting.has(instance)) controller.abort();
    try {
      return await work({ signal: controller.signal, take: () => this.#take(instance) });
    } finally {
      if (siblings.delete(controller) && siblings.size === 0) this.#polls.delete(instance);
    }
  }

  #take(instance: string): ReceiptQuestion[] {
    const questions = [...(this.#waiting.get(instance)?.values() ?? [])];
    this.#waiting.delete(instance);
    return questions;
  }
}
