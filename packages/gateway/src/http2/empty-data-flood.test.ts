import { test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { data, head, request } from './frames.fixture.ts';

const fields = head('POST', '/api/x', ['authorization', `Bearer ${accessToken('alice')}`]);

test('a body of pieces without a byte is cut off (CVE-2019-9518)', async () => {
  const { attacker, isCutOff, othersAreServed } = await startFlooded();
  attacker.send(request(1, fields, false));
  await attacker.flood(() => data(1, ''), 20_000);
  await isCutOff(errors.calm, errors.internal);
  await othersAreServed();
});
