-- What the person answered when they were asked whether the application may have what it asks for.
alter table authorization_requests
  add column consent text check (consent in ('given', 'denied'));
