import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { requires } from '../../testing/requires.ts';
import { chapters } from './tour/chapters.ts';

const tour = fileURLToPath(new URL('tour.ts', import.meta.url));

/** The tour at a terminal: `script` makes one, and passes on what is typed. */
function atTerminal(args: string) {
  const child = spawn('script', ['-qec', `${process.execPath} ${tour} ${args}`, '/dev/null']);
  let seen = '';
  child.stdout.setEncoding('utf8');
  const ended = once(child, 'close').then(([code]) => code as number);
  return {
    ended,
    text: () => stripVTControlCharacters(seen),
    type: (keys: string) => void child.stdin.write(keys),
    async sees(text: string) {
      for await (const part of child.stdout.iterator({ destroyOnReturn: false })) {
        seen += part;
        if (stripVTControlCharacters(seen).includes(text)) return;
      }
      throw new Error(`It never said ${text}: ${seen}`);
    },
  };
}

const [, second, third] = chapters.map(({ title }) => title);

requires({ debian: ['bsdutils'] })('the tour at a terminal', () => {
  test('tells the chapters that were asked for, and waits for Enter between them', async () => {
    const terminal = atTerminal('--chapter 2 --chapter 3');
    await terminal.sees(`Press Enter for the next chapter: ${third}.`);
    expect(terminal.text()).toContain(`2  ${second}`);
    expect(terminal.text()).not.toContain(`3  ${third}`);
    terminal.type('\r');
    await terminal.sees('all kept.');
    expect(terminal.text()).toContain(`3  ${third}`);
    expect(terminal.text().split('Press Enter')).toHaveLength(2);
    expect(await terminal.ended).toBe(0);
  });

  test('ends at Ctrl-C while it waits', async () => {
    const terminal = atTerminal('--chapter 2 --chapter 3');
    await terminal.sees('Press Enter');
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    expect(terminal.text()).not.toContain(`3  ${third}`);
  });

  test('goes on when nothing more can be typed', async () => {
    const terminal = atTerminal('--chapter 2 --chapter 3');
    await terminal.sees('Press Enter');
    terminal.type('\x04');
    await terminal.sees('all kept.');
    expect(await terminal.ended).toBe(0);
  });

  test('does not wait with --no-pause', async () => {
    const terminal = atTerminal('--no-pause --chapter 2 --chapter 3');
    await terminal.sees('all kept.');
    expect(terminal.text()).not.toContain('Press Enter');
    expect(await terminal.ended).toBe(0);
  });
});
