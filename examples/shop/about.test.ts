import { execFileSync } from 'node:child_process';
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { about } from './about.ts';

const lines = (columns: number) => about({ colors: createColors(false), columns });
/** Below its title and as far in, a line to paste begins with a command or goes on with one. */
const isPasted = (line: string) => /^ {5}(curl|[A-Z]+=| )/.test(line);

test('it says where everything runs', () => {
  const text = lines(80).join('\n');
  for (const place of ['127.0.0.1:7001', '127.0.0.1:7002', 'localhost:9100', 'localhost:8080']) {
    expect(text).toContain(`http://${place}`);
  }
});

test('what is to be read stays within the columns', () => {
  for (const columns of [60, 80]) {
    const read = lines(columns).filter((line) => !isPasted(line));
    expect(Math.max(...read.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});

test('what is to be pasted is a script, and holds no remark, which zsh would not take for one', () => {
  const script = lines(80).filter(isPasted).join('\n');
  execFileSync('sh', ['-n'], { input: script });
  expect(script).not.toMatch(/\s#/);
  expect(script).toContain('curl -X PUT');
});
