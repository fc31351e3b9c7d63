declare module 'virtual:tokens.css';

declare module 'virtual:programs' {
  /** Where the programs of the documentation are. */
  export const programsUrl: string;
}
