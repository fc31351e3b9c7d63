import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { CommanderError } from 'commander';
import { vi } from 'vitest';
import { commandLine } from './cli.ts';
import { printableLines } from './printable.ts';
import { exitCodeOf } from './run.ts';

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

interface Surroundings {
  /** Whether there is a person who can be asked. */
  isTTY?: boolean;
  /** Set while it runs. */
  env?: NodeJS.ProcessEnv;
}

/** A command in this process, one at a time: a process of its own takes half a second of a core to start. */
export function startInProcess(
  words: readonly string[],
  { isTTY = false, env = {} }: Surroundings = {},
): Running {
  const former = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  const listening = process.listeners('exit');
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
        code: exitCodeOf(error),
        stdout: out(),
        // What is wrong with the words was printed before it was thrown.
        stderr:
          error instanceof CommanderError ? err() : `${err()}${printableLines(error.message)}\n`,
      }),
    )
    .finally(() => {
      vi.restoreAllMocks();
      // A command leaves them to the end of its process, which is not this one's.
      for (const added of process.listeners('exit').filter((each) => !listening.includes(each))) {
        process.removeListener('exit', added);
      }
      for (const [name, value] of former) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
  return {
    stdin,
    ended,
    async told(text) {
      while (!err().includes(text)) await once(changed, 'written');
      return err();
    },
  };
}
