-- An e-mail address says whose account it is only once it is verified: by the provider that signs
-- its owner in, or because the file or an administrator says so. Others are information: several
-- accounts may claim the same one, and nobody is found by it.

-- Accounts that no provider proves were made by the file or by an administrator.
update users set email_verified = true
where declared or not exists (select from identities where user_id = users.id);

alter table users
  add constraint users_declared_verified check (email_verified or not declared);

drop index users_email;
create unique index users_email on users (lower(email)) where email_verified;
