// Package sqlstore answers where an archive's facts are kept: in one SQLite
// file, with the jobs that go with each change in the same transaction.
//
// Libraries: modernc.org/sqlite on database/sql, because it needs no C compiler
// and lost nothing under kill -9, failing fsync and a full disk; River
// (riverqueue with riversqlite) for jobs, because it inserts them in the caller's
// transaction and the same worker code runs on PostgreSQL. Migrations are a few
// lines of our own: numbered files, forward only.
//
// One connection writes and a few read, so that readers never wait for a writer
// (write-ahead log) and writers never meet each other inside one process.
// synchronous=FULL makes an acknowledged change survive power loss;
// secure_delete overwrites what was deleted.
//
// SQL is written for SQLite and PostgreSQL alike: $1 placeholders, ON CONFLICT
// instead of caught errors, numbers from counter rows. dialect.go holds the rest.
package sqlstore
