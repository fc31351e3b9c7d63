import { connect, type Sql } from '@sallyport/issuer/database/connection.ts';
import { codeOf } from '@sallyport/issuer/database/failures.ts';
import { readReplication } from '@sallyport/issuer/database/replication.ts';
import { aheadOf } from './ask-server.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { checkClock, messageOf } from './issuer-checks.ts';
import { checkSchema } from './schema-checks.ts';

interface Settings {
  version: string;
  now: number;
  fsync: string;
  pages: string;
  max: number;
  standby: boolean;
}

/** What of the server's settings the promises rest on. */
export async function checkDatabase(url: string): Promise<Finding[]> {
  const sql = connect({ url, max: 1 });
  try {
    return await readFindings(sql);
  } catch (error) {
    const advice = 'Check DATABASE_URL, the server and the network.';
    const isSilent = codeOf(error) === 'CONNECTION_SILENT';
    const reason = isSilent ? 'nothing comes from it' : messageOf(error);
    return [problem('Database', `It does not answer: ${reason}.`, advice)];
  } finally {
    await sql.end();
  }
}

async function readFindings(sql: Sql): Promise<Finding[]> {
  const sent = Date.now();
  const [settings] = await sql<[Settings]>`
    select current_setting('server_version') as version,
      extract(epoch from clock_timestamp()) * 1000 as now,
      current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
      current_setting('max_connections')::int as max, pg_is_in_recovery() as standby`;
  const received = Date.now();
  const ahead = aheadOf(Number(settings.now), 0, { sent, received });
  const took = received - sent;
  const found = ok('Database', `PostgreSQL ${settings.version} answers in ${took} ms.`);
  if (settings.standby) {
    const advice =
      'Let DATABASE_URL lead to the primary (target_session_attrs does not count here).';
    return [found, problem('Database', 'It is a standby, which takes no writes.', advice)];
  }
  return [
    found,
    checkClock('Clock of the database', ahead),
    checkDurability(settings),
    checkConnections(settings),
    checkReplication(await readReplication(sql)),
    ...(await checkSchema(sql)),
  ];
}

/** Not `synchronous_commit`: Sallyport's own sessions turn it on. */
function checkDurability({ fsync, pages }: Settings): Finding {
  const about = 'Durability';
  const off = Object.entries({ fsync, full_page_writes: pages }).filter(
    ([, value]) => value === 'off',
  );
  if (off.length === 0) return ok(about, 'What is acknowledged survives a crash.');
  return problem(
    about,
    `${off.map(([name]) => `${name} = off`).join(', ')}: a crash can lose what was acknowledged.`,
    'Turn it on. Otherwise a revoked token, or a link that was used, is good again after a crash.',
  );
}

/** A node holds 8 connections in its pool and one that listens; an upgrade runs old and new at once. */
const perNode = 9;

function checkConnections({ max }: Settings): Finding {
  const nodes = Math.floor((max - 5) / perNode);
  const found = `max_connections is ${max}: enough for ${nodes} issuer nodes.`;
  return nodes >= 4
    ? ok('Connections', found)
    : warning(
        'Connections',
        found,
        'Raise it: an upgrade runs old and new nodes at the same time.',
      );
}

function checkReplication(replication: 'none' | 'synchronous' | 'asynchronous'): Finding {
  const about = 'Replication';
  if (replication === 'synchronous') return ok(about, 'Synchronous: a failover loses nothing.');
  if (replication === 'none') return ok(about, 'None: this is the only copy. Have backups.');
  return problem(
    about,
    'Asynchronous: after a failover, what was taken away may be allowed again.',
    'Set synchronous_standby_names.',
  );
}
