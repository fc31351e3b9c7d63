import { type Html, html } from '../../http/html.ts';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { checkbox, type Field, field, selectField } from './field.ts';
import type { ShownTerms, TermsProblem } from './terms-field.ts';

type Kind = Pick<Field, 'autocomplete' | 'type' | 'maxLength'> & { label: TextKey };

/** What people can be asked about themselves, and how their browser fills it in (HTML, section 4.1.18.7). */
const kinds: Readonly<Record<string, Kind>> = {
  name: { label: 'field.name', autocomplete: 'name' },
  given_name: { label: 'field.given_name', autocomplete: 'given-name' },
  middle_name: { label: 'field.middle_name', autocomplete: 'additional-name' },
  family_name: { label: 'field.family_name', autocomplete: 'family-name' },
  nickname: { label: 'field.nickname', autocomplete: 'nickname' },
  preferred_username: { label: 'field.preferred_username' },
  gender: { label: 'field.gender', autocomplete: 'sex' },
  birthdate: { label: 'field.birthdate', autocomplete: 'bday', type: 'date' },
  phone_number: { label: 'field.phone_number', autocomplete: 'tel', type: 'tel' },
  profile: { label: 'field.profile', type: 'url', maxLength: 2_000 },
  picture: { label: 'field.picture', autocomplete: 'photo', type: 'url', maxLength: 2_000 },
  website: { label: 'field.website', autocomplete: 'url', type: 'url', maxLength: 2_000 },
  zoneinfo: { label: 'field.zoneinfo' },
};

const addressKinds: readonly (Kind & { name: string })[] = [
  { name: 'street_address', label: 'field.street_address', autocomplete: 'street-address' },
  { name: 'postal_code', label: 'field.postal_code', autocomplete: 'postal-code' },
  { name: 'locality', label: 'field.locality', autocomplete: 'address-level2' },
  { name: 'region', label: 'field.region', autocomplete: 'address-level1' },
  { name: 'country', label: 'field.country', autocomplete: 'country-name' },
];

const problems = {
  missing: 'field.missing',
  malformed: 'field.malformed',
  // Of terms alone, which say it themselves.
  changed: 'field.malformed',
} as const;

export type FieldProblem = 'missing' | 'malformed';

/** By the name of the field, what is wrong with it. */
export interface PersonProblems {
  readonly [field: string]: FieldProblem | TermsProblem | undefined;
  readonly terms?: TermsProblem;
}

/** Something to be asked: one of the above, `address`, or a field of the operator's own. */
export interface PersonInput {
  name: string;
  required: boolean;
  own?: {
    kind: 'text' | 'number' | 'checkbox' | 'date' | 'select';
    /** In the language of the page. */
    label: string;
    maxLength: number | undefined;
    minimum: number | undefined;
    maximum: number | undefined;
    options: { value: string; label: string }[] | undefined;
  };
}

export interface PersonFields {
  fields: readonly PersonInput[];
  /** By the name of the input: that of the field, and of each part of an address. */
  values: Readonly<Record<string, string | undefined>>;
  problems: PersonProblems;
  /** What there is to choose from for `zoneinfo`. */
  timeZones?: readonly string[];
  /** What they have to agree to. */
  terms: ShownTerms | null;
}

/** The cursor waits at the first that is wrong. */
export function personFields(view: View, page: PersonFields): Html[] {
  const first = page.fields.find(({ name }) => page.problems[name]);
  return page.fields.map((input) => personField(view, input, page, input === first));
}

function personField(view: View, input: PersonInput, page: PersonFields, autofocus: boolean): Html {
  const { t } = view;
  const { name, required, own } = input;
  const { values, problems: found, timeZones = [] } = page;
  const problem = found[name];
  const error = problem && t(problems[problem]);
  if (name === 'address') return addressFields(view, input, page, { error, autofocus });
  const { label: key, ...kind } = kinds[name] ?? {};
  const plain = own?.label ?? (key ? t(key) : name);
  const label = required ? plain : t('field.optional', { label: plain });
  const value = values[name];
  const shared = { name, label, value, required, error, autofocus };
  if (own?.kind === 'checkbox') {
    return checkbox({ ...{ name, label: plain, error, autofocus }, checked: value === 'yes' });
  }
  if (own?.kind === 'select' || (name === 'zoneinfo' && timeZones.length > 0)) {
    const options = own?.options ?? timeZones.map((zone) => ({ value: zone, label: zone }));
    return selectField({ ...shared, options });
  }
  const { kind: type, maxLength, minimum, maximum } = own ?? {};
  return field({
    maxLength: maxLength ?? 200,
    ...kind,
    ...(type === 'date' || type === 'number' ? { type } : {}),
    ...{ minimum, maximum },
    ...shared,
  });
}

/** One answer in several inputs, of which any may be left empty. */
const addressFields = (
  { t }: View,
  { required }: PersonInput,
  { values }: PersonFields,
  { error, autofocus }: Pick<Field, 'error' | 'autofocus'>,
): Html => {
  const plain = t('field.address');
  return html`<fieldset class="fields">
<legend>${required ? plain : t('field.optional', { label: plain })}</legend>
${error === undefined ? '' : html`<p class="field-error" id="address-error">${error}</p>`}
${addressKinds.map(({ name, label, autocomplete }, index) =>
  field({
    ...{ name, label: t(label), value: values[name], required: false, maxLength: 200 },
    ...{ describedBy: error && 'address-error', autofocus: autofocus && index === 0 },
    ...(autocomplete === undefined ? {} : { autocomplete }),
  }),
)}</fieldset>`;
};
