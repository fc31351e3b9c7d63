/**
 * The headers that `Connection` names, which are meant for that connection only (RFC 9110, section
 * 7.6.1). Usually it names nothing of interest, and then this is null.
 *
 * @param headers name and value in turn
 * @param canonical how names are compared
 */
export function connectionOptions(
  headers: readonly string[],
  canonical: (name: string) => string,
): Set<string> | null {
  let named: Set<string> | null = null;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    if (name.length !== 'connection'.length || name.toLowerCase() !== 'connection') continue;
    const value = headers[index + 1]!.toLowerCase();
    if (value === 'keep-alive' || value === 'close') continue;
    named ??= new Set();
    for (const option of value.split(',')) named.add(canonical(option.trim()));
  }
  return named;
}
