import { createVisitor } from '../../../testing/visitor.ts';
import { scratchVariable } from '../contender.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';
import { beginSignIn } from './sign-in.ts';

/** The page at which a person types their password, as their browser asks for it again. */
const installation = await install(process.env[scratchVariable]!, null);
const { issuer } = installation;
const { stop } = await startSallyport(installation);
const visitor = createVisitor();
const { url } = await beginSignIn(issuer, visitor);

offerHttp(
  {
    url,
    method: 'GET',
    headers: { cookie: visitor.cookies(url) },
    expect: { status: 200, contains: 'name="password"' },
  },
  stop,
);
