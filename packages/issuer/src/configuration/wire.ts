import { InvalidInputError, parseWhole } from '../http/problem.ts';
import { DeclarationError } from './declaration-error.ts';
import { type Declaration, declarationSchema } from './schema.ts';

/** A declaration as JSON, which is read again as a file would be. */
export const writeDeclaration = ({ apis, ...declaration }: Declaration): object => ({
  ...declaration,
  // In the file both are one key.
  apis: apis.map(({ names, name, ...api }) => ({ ...api, name: names ?? name })),
});

/** @throws InvalidInputError */
export const readDeclaration = (written: unknown): Declaration =>
  parseWhole(declarationSchema, written, 'body');

/** What contradicts itself is told like what is not of its form. */
export const asInvalidInput = (error: unknown): unknown =>
  error instanceof DeclarationError
    ? new InvalidInputError(
        error.issues.map((issue) => ({ code: 'custom', ...issue })),
        {},
        'body',
      )
    : error;
