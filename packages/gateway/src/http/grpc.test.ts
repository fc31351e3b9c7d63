import { expect, test } from 'vitest';
import { grpcEnd, grpcStatusIn, isGrpcCall } from './grpc.ts';

test.each([
  ['application/grpc', true],
  ['Application/gRPC', true],
  ['application/grpc+proto', true],
  ['application/grpc;charset=utf-8', true],
  ['application/grpc-web', false],
  ['application/grpc-web+proto', false],
  ['application/grpcx', false],
  ['text/plain', false],
])('%s is the type of a call: %s', (type, expected) => {
  expect(isGrpcCall({ method: 'POST', rawHeaders: ['Content-Type', type] })).toBe(expected);
  expect(isGrpcCall({ method: 'GET', rawHeaders: ['Content-Type', type] })).toBe(false);
});

test.each([
  [400, '13'],
  [401, '16'],
  [403, '7'],
  [404, '12'],
  [429, '8'],
  [500, '2'],
  [502, '14'],
  [503, '14'],
  [504, '14'],
])('%d is told as %s', (status, code) => {
  expect(grpcEnd(status, '').slice(2, 4)).toEqual(['grpc-status', code]);
});

test('a message is printable ASCII', () => {
  expect(grpcEnd(403, '100 % of é\n').at(-1)).toBe('100 %25 of %C3%A9%0A');
});

test.each([
  [['grpc-status', '7'], 7],
  [['Grpc-Status', '16'], 16],
  [['grpc-status', 'x'], null],
  [['grpc-status', '99999'], null],
  [[], null],
])('%j says %s', (fields, status) => {
  expect(grpcStatusIn(fields)).toBe(status);
});
