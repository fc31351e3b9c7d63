import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { WriteSome } from './log-lines.ts';

const largest = 4 * 1024 * 1024;

/**
 * A file that is set aside as `<path>.1` once it is large, so that the two are all that a log takes.
 *
 * @throws when the file cannot be opened
 */
export function openLogFile(path: string, atMost = largest): WriteSome {
  const open = () => openSync(path, 'a', 0o600);
  let file = open();
  let size = fstatSync(file).size;
  return (bytes) => {
    if (size > 0 && size + bytes.length > atMost) {
      renameSync(path, `${path}.1`);
      closeSync(file);
      file = open();
      size = 0;
    }
    const written = writeSync(file, bytes);
    size += written;
    return written;
  };
}
