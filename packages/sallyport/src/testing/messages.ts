/** What the process of a test and the one that runs its system say to each other. */
export type ToHost =
  | {
      kind: 'start';
      /** A configuration file's text. */
      configuration: string;
      /** Where relative paths in it start. */
      directory: string;
    }
  | { kind: 'stop' };

export type FromHost =
  | { kind: 'ready' }
  /** Another program was faster. The next `start` may name other ports. */
  | { kind: 'port taken'; message: string }
  | { kind: 'failed'; message: string };
