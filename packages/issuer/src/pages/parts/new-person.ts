import type { Html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { type NewPasswordField, newPasswordField } from './new-password.ts';
import { type PersonFields, personFields } from './person-fields.ts';
import { termsField } from './terms-field.ts';

export interface NewPerson extends PersonFields {
  /** Null where people sign in without one. */
  password: Pick<NewPasswordField, 'minimum' | 'problem'> | null;
}

/** What a person is asked for their account. The cursor waits at the first that is wrong. */
export function newPerson(view: View, page: NewPerson): Html[] {
  const { fields, problems, password, terms } = page;
  const isWrong = fields.some(({ name }) => problems[name]);
  return [
    ...personFields(view, page),
    ...(password
      ? [
          newPasswordField(view, {
            ...password,
            autofocus: !isWrong && password.problem !== undefined,
          }),
        ]
      : []),
    termsField(view, {
      ...{ terms, problem: problems.terms },
      autofocus: !isWrong && !password?.problem && problems.terms !== undefined,
    }),
  ];
}
