import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { commandLine } from './cli.ts';
import { UsageError } from './usage-error.ts';

interface Ended {
  code: 0 | 1 | 2;
  stdout: string;
  stderr: string;
}

interface Running {
  /** What the person types. */
  stdin: PassThrough;
  /** Resolves with what it told the person, when that has the text. */
  told(text: string): Promise<string>;
  ended: Promise<Ended>;
}

/**
 * A command in this process, one at a time: a process of its own takes half a second of a core to start.
 *
 * @param isTTY whether there is a person who can be asked
 */
export function startInProcess(words: readonly string[], isTTY = false): Running {
  const stdin = new PassThrough();
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(
    Object.assign(stdin, { isTTY }) as unknown as typeof process.stdin,
  );
  const changed = new EventEmitter();
  const [out, err] = [process.stdout, process.stderr].map((stream) => {
    let text = '';
    vi.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
      text += chunk;
      const written = rest.at(-1) as (() => void) | undefined;
      written?.();
      changed.emit('written');
      return true;
    });
    return () => text;
  }) as [() => string, () => string];
  const ended = commandLine()
    .parseAsync(words, { from: 'user' })
    .then(
      () => ({ code: 0, stdout: out(), stderr: err() }) as const,
      (error: Error) => ({
        code: error instanceof UsageError ? (2 as const) : (1 as const),
        ...{ stdout: out(), stderr: `${err()}${error.message}\n` },
      }),
    )
    .finally(() => vi.restoreAllMocks());
  return {
    stdin,
    ended,
    async told(text) {
      while (!err().includes(text)) await once(changed, 'written');
      return err();
    },
  };
}
