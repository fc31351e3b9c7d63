import { blocksIn } from '../../../../docs/checks/code-blocks.ts';
import { connect } from './connection.ts';

/** Runs the statements that a page has under this title, as an operator does while no issuer runs. */
export async function runPageStatements(url: string, title: string): Promise<void> {
  const block = blocksIn('sql').find(({ marks }) => marks['title'] === title);
  const sql = connect({ url, max: 1 });
  await sql.unsafe(block!.text);
  await sql.end();
}
