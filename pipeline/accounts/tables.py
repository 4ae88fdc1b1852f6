"""The tables of `accounts.db`; times in them are seconds since 1970, secrets only their hashes."""

from __future__ import annotations

from pipeline.store.database import Tables

_FIRST = """
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    spelling TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    temporary INTEGER NOT NULL,
    made INTEGER NOT NULL
);
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    made INTEGER NOT NULL,
    seen INTEGER
);
CREATE INDEX tokens_account ON tokens (account);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    name BLOB NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX attempts_at ON attempts (at);
CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    address TEXT NOT NULL,
    what TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT ''
);
"""

_TOKENS_END = """
-- From when on a token is no longer valid; null for those made before there was such an end, which stay valid.
ALTER TABLE tokens ADD COLUMN until INTEGER
"""

ACCOUNTS = Tables(
    "Tệp tài khoản", (_FIRST, _TOKENS_END), "chép lại từ bản sao, hoặc chuyển nó đi rồi `kehoach users add`"
)
