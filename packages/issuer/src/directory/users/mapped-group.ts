/** What a provider says, and the group that it gives: an entry of `providers[].groups`. */
export interface MappedGroup {
  claim: string;
  value: string;
  group: string;
}
