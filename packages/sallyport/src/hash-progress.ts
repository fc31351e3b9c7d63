import type { Progress } from '@sallyport/issuer/directory/users/hash-pending.service.ts';

/** What the line is written to: `process.stderr`, or a test's. */
export interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

const clearLine = '\r\x1b[K';

/**
 * One line that says how many of the declared passwords are hashed. At a terminal it is written
 * over itself; elsewhere nothing is written, because the log has the number.
 */
export const hashProgress =
  (terminal: Terminal, indent = '') =>
  ({ done, total }: Progress): void => {
    if (!terminal.isTTY) return;
    const isLast = done === total;
    const text = isLast
      ? `${total} ${total === 1 ? 'password is' : 'passwords are'} hashed.\n`
      : `Hashing passwords: ${done} of ${total}`;
    terminal.write(clearLine + indent + text);
  };
