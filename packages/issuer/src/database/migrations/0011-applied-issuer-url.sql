-- The issuer's URL when a configuration was applied last. What is built in is named after it, and
-- who is running has it from their start: a configuration with another one waits for the next.
alter table applied_configuration add column issuer_url text;
