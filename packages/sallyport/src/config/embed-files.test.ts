import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfiguration } from './load.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'branding-'));
  writeFileSync(join(directory, 'logo.svg'), svg);
  writeFileSync(join(directory, 'logo.gif'), 'GIF89a');
});

afterAll(() => rmSync(directory, { recursive: true }));

const read = (text: string) =>
  readConfiguration(text, { file: join(directory, 'sallyport.yaml'), env: {} });

test('files that a branding names are in the configuration, of a client too', () => {
  const { configuration } = read(`
branding: { logo: logo.svg }
clients:
  - { id: job, name: Job, type: service, secret: "${'x'.repeat(32)}", branding: { favicon: ./logo.svg } }
`);
  const content = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  expect(configuration.branding.logo).toBe(content);
  expect(configuration.clients[0]!.branding!.favicon).toBe(content);
});

test.each([
  ['logo: gone.svg', 'gone.svg cannot be read: there is no such file'],
  ['logo: .', 'cannot be read: it is a directory'],
  ['logo: logo.gif', 'ive a file of the type .svg or .png'],
  ['css: logo.svg', 'ive a file of the type .css'],
  ['colors: { accent: "#ffd700" }', 'has a contrast of 1.40'],
  ['colors: { accent: red }', 'rite a colour as #17605a'],
])('%s is refused with its line', (line, message) => {
  expect(() => read(`issuer: {}\nbranding:\n  ${line}\n`)).toThrow(message);
  expect(() => read(`issuer: {}\nbranding:\n  ${line}\n`)).toThrow('3:');
});
