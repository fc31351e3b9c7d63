-- What the header of an API's JWTs says that they are: libraries that know RFC 9068 expect at+jwt,
-- others accept nothing but JWT.
alter table apis add column jwt_type text not null default 'at+jwt';
