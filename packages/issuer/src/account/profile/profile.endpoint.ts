import type { Context as Request } from 'hono';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Changed } from '../../changes/changes.service.ts';
import { changePerson, readPerson } from '../../directory/users/profile.service.ts';
import type { Page } from '../../http/html.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import {
  isWrittenByPerson,
  type Profile,
  type ProfileField,
  shownFields,
  typedOf,
} from '../../profile/field.ts';
import { inLanguage, personInputs, shownValue } from '../../profile/inputs.ts';
import { type AskedField, formNames, readFields, readName } from '../../profile/profile-form.ts';
import { profilePolicy } from '../../profile/profile-policy.ts';
import { timeZones } from '../../profile/values.ts';
import { registrationPolicy } from '../../registration-policy/registration-policy.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
} from '../account-page.endpoint.ts';
import { holdOwn, ownChangeOf } from '../own-change.service.ts';
import { type ProfilePage, profilePage } from './profile.page.ts';

const section = 'profile';

/** `GET /account/profile` */
export const showProfile = (context: AccountContext) =>
  accountPage(context, { section }, async (visit) => {
    const [fields, person] = await Promise.all([
      readFieldsShown(context),
      readPerson(context.sql, visit.account.userId),
    ]);
    const { name, profile } = person!;
    const typed = fields.asked.map(({ field }) => typedOf(field, profile));
    const values = Object.assign({ name }, ...typed);
    return pageOf(visit, { ...fields, profile, values, problems: {} });
  });

/** `POST /account/profile` */
export const submitProfile = (context: AccountContext) => async (request: Request) => {
  const fields = await readFieldsShown(context);
  const { asked } = fields;
  const names = formNames(asked);
  const submit = accountForm(context, { section, fields: names }, async (submitted) => {
    const { account, form } = submitted;
    const { userId } = account;
    const now = context.clock.now();
    const { name, problem } = readName(form['name']);
    const { values: profile, problems } = readFields(form, asked, now);
    if (problem) problems['name'] = problem;
    if (Object.keys(problems).length > 0) {
      const person = await readPerson(context.sql, userId);
      const shown = { ...fields, profile: person?.profile ?? {}, values: form, problems };
      return { page: pageOf(submitted, shown), status: 403 };
    }
    const isSaved = await context.changes.give(async (tx): Promise<Changed<boolean>> => {
      if (!(await holdOwn(tx, ownChangeOf(submitted), context))) return { value: false, tags: [] };
      const changed = (await changePerson(tx, userId, { name, profile })) ?? [];
      if (changed.length === 0) return { value: true, tags: [] };
      await recordAudit(tx, {
        ...{ at: now, action: 'user.update', actor: `user:${userId}` },
        subjects: [`user:${userId}`],
        detail: { changed },
      });
      return { value: true, tags: changed.includes('name') ? [`more:user:${userId}`] : [] };
    });
    return {
      notice: isSaved ? 'account.notice.profile_saved' : 'account.notice.another_sign_in',
    };
  });
  return submit(request);
};

interface FieldsShown {
  /** What people write of themselves; what they had to tell to register, they do not take back. */
  asked: AskedField[];
  /** What administrators write of them. */
  written: ProfileField[];
}

async function readFieldsShown({ sql }: AccountContext): Promise<FieldsShown> {
  const [policy, registration] = await Promise.all([
    readPolicy(sql, profilePolicy),
    readPolicy(sql, registrationPolicy),
  ]);
  const required = new Set(
    registration.fields.filter((field) => field.required).map(({ claim }) => claim),
  );
  const fields = shownFields(policy);
  return {
    asked: fields
      .filter(isWrittenByPerson)
      .map((field) => ({ field, required: required.has(field.name) })),
    written: fields.filter((field) => !isWrittenByPerson(field)),
  };
}

interface Shown extends FieldsShown, Pick<ProfilePage, 'values' | 'problems'> {
  profile: Profile;
}

function pageOf(
  { view, frame }: AccountVisit,
  { asked, written, profile, values, problems }: Shown,
): Page {
  const others = written
    .filter(({ name }) => profile[name] !== undefined)
    .map((field) => ({
      label: field.own ? inLanguage(field.own.label, view.tag) : field.name,
      value: shownValue(field, profile[field.name], view),
    }));
  const fields = personInputs(asked, view.tag);
  return profilePage(view, { ...frame, fields, values, problems, timeZones, others });
}
