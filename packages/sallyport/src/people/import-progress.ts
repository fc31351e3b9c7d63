import type { Terminal } from '../hash-progress.ts';
import type { Imported } from './import-people.ts';

const clearLine = '\r\x1b[K';

/** One line at a terminal that is written over itself; nothing elsewhere. */
export function importProgress(terminal: Terminal): { show(done: Imported): void; end(): void } {
  let shown = false;
  return {
    show({ created, existing, refused }) {
      if (!terminal.isTTY) return;
      shown = true;
      const all = created + existing + refused;
      terminal.write(
        `${clearLine}${all} lines: ${created} new, ${existing} there, ${refused} refused`,
      );
    },
    end() {
      if (shown) terminal.write(clearLine);
    },
  };
}
