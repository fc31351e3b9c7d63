/** Thrown where a page is not to be shown, because the browser has to go elsewhere. */
export class LeadOn extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`See ${path}.`);
    this.path = path;
  }
}
