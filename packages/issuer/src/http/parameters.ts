import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isPlainText } from '../runtime/plain-text.ts';
import { printable } from './printable.ts';

/** Parameters that a standard lets repeat, and that are lists wherever they are read. */
const repeatable = ['resource'] as const;

type Repeatable = (typeof repeatable)[number];

/**
 * What an endpoint reads of the parameters of a request, by the names that it declared: a name that
 * is misspelt does not compile.
 */
export type Form<Name extends string> = {
  readonly [N in Exclude<Name, Repeatable>]: string | undefined;
} & { readonly [N in Extract<Name, Repeatable>]: readonly string[] };

/**
 * The parameters of one request, from a form or a query. Those without a value count as left out;
 * none comes twice (RFC 6749, sections 3.1 and 3.2) but `resource` (RFC 8707, section 2), and none
 * holds control characters (RFC 6749, appendix A).
 */
export class Parameters {
  readonly #values = new Map<string, string | string[]>();

  /** @throws OAuthError `invalid_request` */
  constructor(sent: Iterable<[name: string, value: string]>) {
    for (const [name, value] of sent) {
      if (value !== '') this.#add(name, value);
    }
  }

  #add(name: string, value: string): void {
    if (!isPlainText(name) || !isPlainText(value)) {
      throw new OAuthError(
        'invalid_request',
        `The parameter ${printable(name)} contains a control character or a lone surrogate.`,
      );
    }
    const earlier = this.#values.get(name);
    if (isRepeatable(name)) {
      if (Array.isArray(earlier)) earlier.push(value);
      else this.#values.set(name, [value]);
      return;
    }
    if (earlier !== undefined) {
      throw new OAuthError(
        'invalid_request',
        `The parameter ${printable(name)} may be sent only once.`,
      );
    }
    this.#values.set(name, value);
  }

  /** The parameters of these names. Others are ignored (RFC 6749, section 3.1). */
  read<Name extends string>(names: readonly Name[]): Form<Name> {
    const form: Record<string, string | readonly string[] | undefined> = {};
    for (const name of names) {
      form[name] = this.#values.get(name) ?? (isRepeatable(name) ? [] : undefined);
    }
    return form as Form<Name>;
  }

  /** For handing the request on: as a query, or as fields of a form. */
  entries(): [name: string, value: string][] {
    return [...this.#values].flatMap(([name, value]) =>
      typeof value === 'string'
        ? [[name, value] as [string, string]]
        : value.map((one): [string, string] => [name, one]),
    );
  }
}

const isRepeatable = (name: string): boolean => (repeatable as readonly string[]).includes(name);

/** The parameters of a URL's query. */
export const queryParameters = (url: string): Parameters =>
  new Parameters(new URL(url).searchParams);
