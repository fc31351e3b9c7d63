import { internalListener, managementListener, urlOf } from '../components/listeners.ts';
import type { Configuration } from '../config/schema.ts';
import { askServer } from './ask-server.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';
import { messageOf } from './issuer-checks.ts';

/** Ports that only this machine or this network reaches. */
export async function checkInside(configuration: Configuration): Promise<Finding[]> {
  return [await checkReadiness(configuration), ...(await checkInternal(configuration))];
}

async function checkReadiness(configuration: Configuration): Promise<Finding> {
  const about = 'Readiness';
  const listener = managementListener(configuration);
  if (!listener) return skipped(about, 'There is no management port (management.listen: null).');
  const url = `${urlOf(listener)}/health/ready`;
  try {
    const { status, json } = await askServer(url);
    if (status === 200) return ok(about, `${url} says ready.`);
    return problem(about, `${url} answers ${status}: ${JSON.stringify(json)}.`, 'See the log.');
  } catch (error) {
    const advice = 'Run this where Sallyport runs, or start it.';
    return problem(about, `${url} does not answer: ${messageOf(error)}.`, advice);
  }
}

/** Gateways ask issuers here. Without their credential the answer is 401, which is answer enough. */
async function checkInternal(configuration: Configuration): Promise<Finding[]> {
  const scheme = configuration.tls.internal ? 'https' : 'http';
  const { urls = [urlOf(internalListener(configuration), scheme)] } = configuration.issuer.internal;
  return Promise.all(
    urls.map(async (url) => {
      const about = 'Issuer, for gateways';
      try {
        await askServer(`${url}/internal/changes`);
        return ok(about, `${url} can be reached.`);
      } catch (error) {
        return problem(
          about,
          `${url} does not answer: ${messageOf(error)}.`,
          'A gateway that reaches no issuer refuses every request. Check issuer.internal and the network.',
        );
      }
    }),
  );
}
