import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';

export interface Field {
  /** In the form, and the id of the field. */
  name: string;
  label: string;
  value?: string | undefined;
  type?: 'text' | 'email' | 'tel' | 'url' | 'date' | 'number';
  /** What browsers fill in (HTML, section 4.1.18.7): `username webauthn`, `name`. */
  autocomplete?: string;
  maxLength?: number;
  /** Of a number. */
  minimum?: number | undefined;
  maximum?: number | undefined;
  /** False where it may stay empty. */
  required?: boolean;
  /** What helps before anything went wrong. */
  hint?: string | undefined;
  /** What was wrong with what was sent; stands below the field. */
  error?: string | undefined;
  /** The id of a message elsewhere on the page that is about this field too. */
  describedBy?: string | undefined;
  /** Whether the cursor waits here. One field of a page; the one with the error, if not said. */
  autofocus?: boolean | undefined;
}

/** One line of text, with its label above it. */
export function field(given: Field): Html {
  const { name, label, value = '', type = 'text', maxLength = 320, minimum, maximum } = given;
  // Of type `email` a field refuses addresses beyond ASCII before they reach us.
  const isAddress = type === 'email';
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${isAddress ? 'text' : type}" value="${value}" maxlength="${maxLength}"${
    isAddress ? html` inputmode="email" autocapitalize="none" spellcheck="false"` : ''
  }${type === 'number' ? html` step="any"` : ''}${minimum === undefined ? '' : html` min="${String(minimum)}"`}${
    maximum === undefined ? '' : html` max="${String(maximum)}"`
  }${attributes(given)}>
${below(given)}</div>`;
}

/**
 * Whose password a form asks for, where the page says so elsewhere: password managers keep both
 * together. They look at fields for text alone, and not at those of type `hidden`.
 */
export const accountField = (email: string): Html =>
  html`<input type="text" name="username" value="${email}" autocomplete="username" readonly hidden>`;

export interface SelectField extends Omit<Field, 'type' | 'maxLength' | 'minimum' | 'maximum'> {
  options: readonly { value: string; label: string }[];
}

/** One of several, or none. What is chosen already stays to be chosen, where it is none of them by now, too. */
export function selectField(given: SelectField): Html {
  const { name, label, value = '', options } = given;
  const known = value === '' || options.some((option) => option.value === value);
  const all = known ? options : [{ value, label: value }, ...options];
  return html`<div class="field">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}"${attributes(given)}>
${[{ value: '', label: '' }, ...all].map(
  (option) =>
    html`<option value="${option.value}"${option.value === value ? html` selected` : ''}>${option.label}</option>
`,
)}</select>
${below(given)}</div>`;
}

export interface PasswordField extends Omit<Field, 'value' | 'type' | 'autocomplete'> {
  autocomplete: 'current-password' | 'current-password webauthn' | 'new-password';
  /** Beside the label. */
  link?: { href: string; label: string } | undefined;
}

/** A password, with a button that shows it where scripts run: the page loads `password.js`. */
export function passwordField({ t }: View, given: PasswordField): Html {
  const { name, label, maxLength = 1024, link } = given;
  return html`<div class="field${link ? ' with-link' : ''}">
<label for="${name}">${label}</label>
<div class="password">
<input id="${name}" name="${name}" type="password" maxlength="${maxLength}" autocapitalize="none" spellcheck="false"${attributes(given)}>
<button type="button" class="reveal" hidden aria-controls="${name}" aria-pressed="false" aria-label="${t('field.show_password')}">${eye}</button>
</div>
${link ? html`<a class="field-link" href="${link.href}">${link.label}</a>` : ''}
${below(given)}</div>`;
}

export interface CodeField
  extends Pick<Field, 'name' | 'label' | 'value' | 'hint' | 'error' | 'describedBy' | 'autofocus'> {
  /** How many characters a code has. */
  length: number;
  /** Digits alone, which telephones then have a keyboard for, or letters too. */
  characters?: 'digits' | 'letters';
}

/** A code from a mail or an app. Spaces and hyphens that people type are for the endpoint to take out. */
export function codeField(given: CodeField): Html {
  const { name, label, value, length, characters = 'digits' } = given;
  const mode = characters === 'digits' ? 'numeric' : 'text';
  return html`<div class="field">
<label for="${name}">${label}</label>
<input class="code" id="${name}" name="${name}" type="text"${value === undefined ? '' : html` value="${value}"`} inputmode="${mode}" maxlength="${length * 2}" autocapitalize="${characters === 'digits' ? 'none' : 'characters'}" spellcheck="false"${attributes({ ...given, autocomplete: 'one-time-code' })}>
${below(given)}</div>`;
}

interface Checkbox extends Pick<Field, 'name' | 'label' | 'error' | 'autofocus'> {
  checked?: boolean;
}

/** A question that is answered with yes or no. Left out of `required`: no is an answer, too. */
export const checkbox = (given: Checkbox): Html => html`<div class="field">
<div class="checkbox">
<input id="${given.name}" name="${given.name}" type="checkbox" value="yes"${given.checked ? html` checked` : ''}${attributes({ ...given, required: false })}>
<label for="${given.name}">${given.label}</label>
</div>
${below(given)}</div>`;

function attributes({
  name,
  required = true,
  autocomplete,
  hint,
  error,
  describedBy,
  autofocus = error !== undefined,
}: Omit<Field, 'label'>): Html {
  const ids = [
    ...(error === undefined ? [] : [`${name}-error`]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(describedBy === undefined ? [] : [describedBy]),
  ];
  const isWrong = error !== undefined || describedBy !== undefined;
  return html`${autocomplete === undefined ? '' : html` autocomplete="${autocomplete}"`}${
    required ? html` required` : ''
  }${isWrong ? html` aria-invalid="true"` : ''}${
    ids.length > 0 ? html` aria-describedby="${ids.join(' ')}"` : ''
  }${autofocus ? html` autofocus` : ''}`;
}

const below = ({ name, hint, error }: Pick<Field, 'name' | 'hint' | 'error'>): Html =>
  html`${error === undefined ? '' : html`<p class="field-error" id="${name}-error">${error}</p>\n`}${
    hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>\n`
  }`;

const eye = html`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z"/><circle cx="12" cy="12" r="2.75"/><path class="reveal-slash" d="M4 4l16 16"/></svg>`;
