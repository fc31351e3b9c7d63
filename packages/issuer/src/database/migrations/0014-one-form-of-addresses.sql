-- An e-mail address has one form, which `directory/users/email-address.ts` reads it into: the local
-- part in NFKC, its letters beyond ASCII in lower case, the domain in lower case and ASCII. Two are
-- the same when they are so with ASCII letters in lower case, whatever language the database is set to.

-- Punycode (RFC 3492) of one label. Only here: everything new comes in its form.
create function pg_temp.ascii_label(label text) returns text language plpgsql as $$
declare
  digits constant text := 'abcdefghijklmnopqrstuvwxyz0123456789';
  result text := '';
  points integer[] := array(select ascii(c) from regexp_split_to_table(label, '') c);
  n integer := 128; delta integer := 0; bias integer := 72;
  done integer; basic integer; next integer; q integer; k integer; t integer; point integer;
begin
  if label !~ '[^\x01-\x7f]' then return label; end if;
  foreach point in array points loop
    if point < 128 then result := result || chr(point); end if;
  end loop;
  basic := length(result);
  done := basic;
  if basic > 0 then result := result || '-'; end if;
  while done < array_length(points, 1) loop
    select min(p) into next from unnest(points) p where p >= n;
    delta := delta + (next - n) * (done + 1);
    n := next;
    foreach point in array points loop
      if point < n then delta := delta + 1; end if;
      if point = n then
        q := delta;
        k := 36;
        loop
          t := least(greatest(k - bias, 1), 26);
          exit when q < t;
          result := result || substr(digits, t + (q - t) % (36 - t) + 1, 1);
          q := (q - t) / (36 - t);
          k := k + 36;
        end loop;
        result := result || substr(digits, q + 1, 1);
        delta := case when done = basic then delta / 700 else delta / 2 end;
        delta := delta + delta / (done + 1);
        k := 0;
        while delta > 455 loop
          delta := delta / 35;
          k := k + 36;
        end loop;
        bias := k + 36 * delta / (delta + 38);
        delta := 0;
        done := done + 1;
      end if;
    end loop;
    delta := delta + 1;
    n := n + 1;
  end loop;
  return 'xn--' || result;
end $$;

create function pg_temp.one_form(email text) returns text language sql as $$
  select case when email ~ '[^\x01-\x7f]'
    then lower(normalize(substring(email from '^(.*)@'), nfkc))
    else substring(email from '^(.*)@') end
    || '@' || (
      select string_agg(pg_temp.ascii_label(label), '.' order by nr)
      from string_to_table(lower(normalize(substring(email from '@([^@]*)$'), nfkc)), '.')
        with ordinality as part (label, nr))
$$;

drop index users_email;
update users set email = pg_temp.one_form(email) where email <> pg_temp.one_form(email);

-- Where two verified addresses are the same by now, the account that the file declares keeps it,
-- or else the older one. The audit log names both.
with ranked as (
  select id, first_value(id) over same as keeper
  from users where email_verified
  window same as (partition by lower(email collate "C") order by declared desc, created_at, id)
), unverified as (
  update users set email_verified = false from ranked
  where users.id = ranked.id and ranked.id <> keeper and not declared
  returning users.id, keeper
)
insert into audit_events (at, action, actor, subjects, detail)
select now(), 'user.update', 'migration', array['user:' || id, 'user:' || keeper],
  jsonb_build_object('changed', jsonb_build_array('emailVerified'),
    'reason', 'the verified e-mail address is also that of user:' || keeper)
from unverified;

create unique index users_email on users (lower(email collate "C")) where email_verified;

drop index declared_users_email;
update declared_users set email = pg_temp.one_form(email)
where email <> pg_temp.one_form(email);
delete from declared_users one using declared_users other
where lower(one.email collate "C") = lower(other.email collate "C") and one.ctid > other.ctid;
create unique index declared_users_email on declared_users (lower(email collate "C"));
