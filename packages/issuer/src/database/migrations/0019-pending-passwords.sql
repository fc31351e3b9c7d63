-- Passwords of the configuration file that are hashed after it was applied are found by this.
create index users_pending on users (id) where password_hash like 'pending:%';
