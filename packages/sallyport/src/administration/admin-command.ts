import type { Method } from '../admin-client.ts';
import type { Column } from '../fitted-table.ts';
import type { Row } from '../terminal-table.ts';

/** An object of an answer. Each field is read by what shows it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The options of a command line by their names, as commander gives them. */
export type Given = Readonly<Record<string, string | undefined>>;

/** What one command is, without code: all of them are declared whenever `sallyport` starts. */
interface Declared {
  /** What follows the noun: `list` of `users list`. */
  name: string;
  description: string;
  /** As the command line names them. `user` may be an id or an address, and is looked up. */
  takes?: readonly string[];
  options?: readonly Declaration[];
  notes?: string;
  /** What follows `sallyport users list` in the example. */
  example?: string;
  /** Names in braces are arguments. */
  path: string;
}

type Declaration = readonly [flags: string, description: string, choices?: readonly string[]];

export interface ListCommand extends Declared {
  does: 'list';
  query?(given: Given, named: Given): Given;
  columns: readonly Column<Fields>[];
  /** Said when there is nothing. */
  none: string;
  /** The whole list is one answer. */
  whole?: true;
}

export interface ShowCommand extends Declared {
  does: 'show';
  rows(fields: Fields): (Row | false)[];
}

export interface ChangeCommand extends Declared {
  does: 'change';
  method: Exclude<Method, 'GET'>;
  /**
   * @param named the arguments as they stand in the path
   * @param file what stands in the one that was named, where it takes `file`
   */
  body?(given: Given, named: Given, file: Fields): object;
  query?(given: Given): Readonly<Record<string, string>>;
  /** The question before what cannot be undone. Names in braces are arguments as they were typed. */
  asks?: string;
  done: string;
  /** Of the answer, what a person needs. */
  rows?(fields: Fields): (Row | false)[];
  /** What the answer says is wrong, in a sentence: the command ends with 1. */
  wrong?(fields: Fields): string | null;
}

export type AdminCommand = ListCommand | ShowCommand | ChangeCommand;

export interface Noun {
  name: string;
  description: string;
  commands: readonly AdminCommand[];
}
