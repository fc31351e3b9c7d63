-- Nodes of the version before run on this.

-- Every address that is known to be a person's, in the form of `directory/users/email-address.ts`: the
-- one of `users`, while that is verified, and others that they have proved since. They can sign in with
-- any of them, and no other person has one of them.
create table user_addresses (
  user_id uuid not null references users on delete cascade,
  email text not null
);
create unique index user_addresses_email on user_addresses (lower(email collate "C"));
create index on user_addresses (user_id);

insert into user_addresses (user_id, email) select id, email from users where email_verified;

-- Whichever statement writes the address of `users`, that of a node of the version before, too: another
-- one takes the place of the one of before; where it was the person's already, both stay.
create function keep_user_address() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and (old.email, old.email_verified) is not distinct from (new.email, new.email_verified)
  then
    return null;
  end if;
  if tg_op = 'UPDATE' and old.email_verified and not (new.email_verified and exists (
    select from user_addresses
    where user_id = new.id and lower(email collate "C") = lower(new.email collate "C")))
  then
    delete from user_addresses
    where user_id = old.id and lower(email collate "C") = lower(old.email collate "C");
  end if;
  if new.email_verified then
    update user_addresses set email = new.email
    where user_id = new.id and lower(email collate "C") = lower(new.email collate "C");
    if not found then
      insert into user_addresses (user_id, email) values (new.id, new.email);
    end if;
  end if;
  return null;
end
$$;
create trigger keep_user_address after insert or update of email, email_verified on users
  for each row execute function keep_user_address();

-- When what is told of a person was changed last: `updated_at` of OpenID Connect Core, section 5.1. Null
-- while nothing was.
alter table users add column updated_at timestamptz;

create function note_user_update() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end
$$;
create trigger note_user_update
  before update of email, email_verified, name, profile, locale on users for each row
  when ((old.email, old.email_verified, old.name, old.profile, old.locale)
    is distinct from (new.email, new.email_verified, new.name, new.profile, new.locale))
  execute function note_user_update();
