import { expect } from 'vitest';
import { StartupError } from '../startup-error.ts';
import { readConfiguration } from './load.ts';

export const read = (text: string, env = {}) =>
  readConfiguration(text, { file: '/etc/sallyport/sallyport.yaml', env });

/** What the operator gets to see. */
export function refusal(text: string, env = {}): string {
  try {
    read(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted.');
}

export const lines = (...all: string[]) => all.join('\n');
export const variable = (name: string) => `\${${name}}`;
