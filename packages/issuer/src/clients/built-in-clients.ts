import { commandLineClientId } from './command-line-client.ts';
import { consoleClientId } from './console-client.ts';

/** Whether no other client may have this id. */
export const isBuiltInClient = (id: string): boolean =>
  id === consoleClientId || id === commandLineClientId;
