import { expect, test } from 'vitest';
import { refuseNode } from './node-version.ts';

test.each(['20.20.2', '24.6.9', '9.99.0'])('Node %s is told that it is too old', (version) => {
  expect(refuseNode(version, '>=24.7')).toBe(
    `Sallyport needs Node 24.7 or later, and this is Node ${version}.`,
  );
});

test.each(['24.7.0', '24.10.1', '26.0.0'])('Node %s will do', (version) => {
  expect(refuseNode(version, '>=24.7')).toBeNull();
});
