-- Nodes of the version before run on this.
-- What a client has asked to have in the ID token (`claims`, OpenID Connect Core, section 5.5).
alter table authorization_codes add column id_token_claims text[] not null default '{}';
