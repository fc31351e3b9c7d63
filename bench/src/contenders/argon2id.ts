import { hashPassword, maxHashes } from '../../../packages/issuer/src/directory/users/password.ts';
import { systemRandom } from '../../../packages/issuer/src/runtime/random.ts';
import { offerOperation } from './offer.ts';
import { person } from './sallyport.ts';

/**
 * argon2id alone, by the issuer's parameters: one operation is a hash on each of the threads that the
 * issuer gives to passwords.
 */
const hashing = { random: systemRandom, settings: {} };
offerOperation(() =>
  Promise.all(Array.from({ length: maxHashes }, () => hashPassword(person.password, hashing))),
);
