export interface Caller {
  /** Stops after the requests under way. @returns how many answers there were by status. */
  stop(): Promise<Map<number, number>>;
  /** Marks a moment: what is sent from now on must be answered with this status. */
  expect(status: number): void;
  /** Answers, to requests sent after a mark and before the next call of `settle`, that broke it. */
  violations: string[];
  /** From here until the next mark either answer is right. */
  settle(): void;
  /** Resolves when so many more requests were sent and answered under the present expectation. */
  answers(count: number): Promise<void>;
}

/**
 * Calls without a pause, several requests at a time, and compares each answer with what held from
 * the moment it was sent until it was answered.
 */
export function startCaller(url: string, headers: Record<string, string>, atOnce = 4): Caller {
  let expected: number | null = null;
  let era = 0;
  let stopped = false;
  const counts = new Map<number, number>();
  const violations: string[] = [];
  let waiting: { left: number; era: number; resolve: () => void } | null = null;

  async function callOn(): Promise<void> {
    while (!stopped) {
      const sent = { expected, era };
      const response = await fetch(url, { headers });
      await response.arrayBuffer();
      counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
      const stands = sent.era === era;
      if (stands && sent.expected !== null && response.status !== sent.expected) {
        violations.push(`${url} answered ${response.status} instead of ${sent.expected}`);
      }
      if (stands && waiting?.era === era && --waiting.left === 0) waiting.resolve();
    }
  }

  const running = Promise.all(Array.from({ length: atOnce }, callOn));
  const begin = (status: number | null) => {
    expected = status;
    era++;
  };
  return {
    violations,
    expect: begin,
    settle: () => begin(null),
    answers(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = { left: count, era, resolve };
      return Promise.race([promise, running.then(() => {})]);
    },
    async stop() {
      stopped = true;
      await running;
      return counts;
    },
  };
}
