import { recordAudit } from '../../audit/audit.service.ts';
import { changePerson, readPerson } from '../../directory/users/profile.service.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import {
  isWrittenByPerson,
  type Profile,
  type ProfileField,
  shownFields,
  typedOf,
} from '../../profile/field.ts';
import { inputOf, personInputs, shownValue } from '../../profile/inputs.ts';
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
import { type ProfilePage, profilePage } from './profile.page.ts';

/** `GET /account/profile` */
export const showProfile = (context: AccountContext) =>
  accountPage(context, { section: 'profile' }, async (visit) => {
    const [asked, person] = await Promise.all([
      readAsked(context),
      readPerson(context.sql, visit.account.userId),
    ]);
    const { name, profile } = person!;
    const values = Object.assign({ name }, ...asked.map(({ field }) => typedOf(field, profile)));
    return pageOf(visit, { asked, profile, values, problems: {} }, context);
  });

/** `POST /account/profile` */
export const submitProfile = (context: AccountContext) =>
  accountForm(
    context,
    { section: 'profile', fields: async () => formNames(await readAsked(context)) },
    async (submitted) => {
      const { account, form } = submitted;
      const { userId } = account;
      const asked = await readAsked(context);
      const now = context.clock.now();
      const { name, problem } = readName(form['name']);
      const { values: profile, problems } = readFields(form, asked, now);
      if (problem) problems['name'] = problem;
      if (Object.keys(problems).length > 0) {
        const person = await readPerson(context.sql, userId);
        const shown = { asked, profile: person?.profile ?? {}, values: form, problems };
        return { page: await pageOf(submitted, shown, context), status: 403 };
      }
      await context.changes.give(async (tx) => {
        const changed = (await changePerson(tx, userId, { name, profile })) ?? [];
        if (changed.length === 0) return [];
        await recordAudit(tx, {
          ...{ at: now, action: 'user.update', actor: `user:${userId}` },
          subjects: [`user:${userId}`],
          detail: { changed },
        });
        return changed.includes('name') ? [`more:user:${userId}`] : [];
      });
      return { notice: 'account.notice.profile_saved' };
    },
  );

/** What people write of themselves; what they had to tell to register, they do not take back. */
async function readAsked({ sql }: AccountContext): Promise<AskedField[]> {
  const [policy, registration] = await Promise.all([
    readPolicy(sql, profilePolicy),
    readPolicy(sql, registrationPolicy),
  ]);
  const required = new Set(
    registration.fields.filter((field) => field.required).map(({ claim }) => claim),
  );
  return shownFields(policy)
    .filter(isWrittenByPerson)
    .map((field) => ({ field, required: required.has(field.name) }));
}

interface Shown extends Pick<ProfilePage, 'values' | 'problems'> {
  asked: readonly AskedField[];
  profile: Profile;
}

async function pageOf(
  { view, frame }: AccountVisit,
  { asked, profile, values, problems }: Shown,
  { sql }: AccountContext,
) {
  const written = shownFields(await readPolicy(sql, profilePolicy)).filter(
    (field) => !isWrittenByPerson(field) && profile[field.name] !== undefined,
  );
  const others = written.map((field: ProfileField) => ({
    label: inputOf(field, false, view.tag).own?.label ?? field.name,
    value: shownValue(field, profile[field.name], view),
  }));
  const fields = personInputs(asked, view.tag);
  return profilePage(view, { ...frame, fields, values, problems, timeZones, others });
}
