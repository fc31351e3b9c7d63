-- Nodes of the version before run on this.
-- Lists of all sessions, links and grants, newest first, in pages. Where somebody is signed in is ordered by the
-- sign-in and not by when it was seen: that changes each minute, and an index on it would be written as often.
-- Whether a session or a grant has ended is left to the statement, and the client is an expression: while tables
-- are small, an index on the columns alone is as cheap for a statement about one user as the right one, and
-- that plan is kept.
create index sessions_by_sign_in on sessions (auth_time, id);
create index sessions_by_client on sessions (coalesce(client_id, ''), auth_time, id);
create index grants_by_creation on grants (created_at, id);
create index grants_by_client on grants (coalesce(client_id, ''), created_at, id);
create index links_by_creation on links (created_at, id);
