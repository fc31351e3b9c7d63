import { expect, onTestFinished, test } from 'vitest';
import { fillDirectory, sizesFor } from '../../../../bench/src/contenders/fill-directory.ts';
import { samples } from '../../../../testing/samples.ts';
import { dayMs } from '../tokens/sealed-token.ts';
import { startFlows } from './flows.fixture.ts';
import { tooManyRows } from './plans.fixture.ts';

/** As one types: the name, its last word, the address. */
const prefixes = ({ name, email }: { name: string; email: string }): string[] =>
  [name, name.split(' ')[1]!, email].flatMap((text) =>
    [1, 2, 3, 6].map((length) => text.slice(0, length)),
  );

const limits = {
  // The 200 permissions of an API, for each time that a step asks what roles give there.
  api_permissions: 3_000,
  // What an administrator may do, for each call of a step. In all there are over 4,000.
  role_permissions: 2_000,
  // A page of each group below those that have the role, and no more of them.
  group_members: 10_000,
};

/** All people here are of one domain: that another one has few is not known when the statement is planned. */
const ofDomain = 'a domain that takes a provider, and a provider that is gone';

/** A million with all samples, else a fifth. */
const people = 200_000 * samples([1, 2, 3, 4, 5]).length;

test(`with ${people} people no request reads more than with few`, async () => {
  const flows = await startFlows();
  onTestFinished(() => flows.close());
  const { administrate, issuer } = flows;
  const { sql, clock } = issuer.context;
  const grantsEnd = new Date(clock.now().getTime() + dayMs);
  const members = await fillDirectory(sql, sizesFor(people), { count: 5, grantsEnd });
  const found: string[] = [];
  const check = async (name: string, run: () => Promise<unknown>) =>
    void found.push(...(await tooManyRows(flows, name, run, limits)));
  for (const [name, run] of flows.steps.filter(([each]) => each !== ofDomain)) {
    await check(name, run);
  }
  for (const path of ['/roles/role-7/users', '/groups/group-7/users']) {
    await check(path, () => administrate('GET', path, 200));
  }
  for (const member of members) {
    for (const prefix of prefixes(member)) {
      const path = `/users?q=${encodeURIComponent(prefix)}`;
      let next: string | null = null;
      await check(path, async () => {
        const { items, next_cursor } = await administrate('GET', path, 200);
        expect(items.length).toBeGreaterThan(0);
        next = next_cursor;
      });
      if (next)
        await check(`${path}, on`, () => administrate('GET', `${path}&cursor=${next}`, 200));
    }
  }
  expect(found).toEqual([]);
}, 900_000);
