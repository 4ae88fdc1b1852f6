"""The tables of the corpus, the only system of record; everything under `index/` derives from them.

`tasks.row` names a task for as long as it lives and is never used again (AUTOINCREMENT): the indexes refer
to it, so a row they know and the corpus does not is a task that has gone. A task never changes: a document
that is read anew gets new rows, and what people say of a task lies beside it. What a person filters by (agencies,
themes, deadlines, references) is kept twice: as written, in order, with the task, and once more in
`names`/`task_names`, to be found by.

The tables of the first version are in `_FIRST`; each later version is one script in `MIGRATIONS`. A new corpus
is made by running all of them, an older one by running those it lacks: a table is written down once.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    reader TEXT NOT NULL,
    kind TEXT, number TEXT, symbol TEXT, issuer TEXT, issued_on TEXT,
    title TEXT, signer TEXT, secrecy TEXT, urgency TEXT,
    text TEXT NOT NULL,
    anchors TEXT NOT NULL
);
CREATE INDEX documents_issuer ON documents (issuer);

CREATE TABLE tasks (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    marker TEXT NOT NULL,
    path TEXT NOT NULL,
    headings TEXT NOT NULL,
    text TEXT NOT NULL,
    attributes TEXT NOT NULL,
    lead TEXT NOT NULL,
    partners TEXT NOT NULL,
    deadlines TEXT NOT NULL,
    "references" TEXT NOT NULL,
    page INTEGER,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    words TEXT NOT NULL,
    themes TEXT NOT NULL,
    UNIQUE (document, ordinal)
);

CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    field TEXT NOT NULL CHECK (field IN ('lead', 'partner', 'reference', 'deadline', 'theme')),
    value TEXT NOT NULL,
    UNIQUE (field, value)
);
CREATE TABLE task_names (
    name INTEGER NOT NULL REFERENCES names (id),
    row INTEGER NOT NULL REFERENCES tasks (row) ON DELETE CASCADE,
    PRIMARY KEY (name, row)
) WITHOUT ROWID;
CREATE INDEX task_names_row ON task_names (row);

-- One line per file seen, with what became of it when it was last read: the ledger.
CREATE TABLE files (
    root TEXT NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT,
    reader TEXT NOT NULL,
    document INTEGER REFERENCES documents (id),
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE INDEX files_document ON files (document);
CREATE INDEX files_file ON files (file);

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('version', 0);
-- Tells a corpus from one that stood in its place before: an index of that one is of no use.
INSERT INTO counters VALUES ('identity', abs(random() % 1000000000000));
"""

_WHAT_PEOPLE_SAY = """
-- A task that somebody has said something about, as it stood when it was last seen. What was said refers to
-- the subject, so that it moves as one when the task turns up in another reading of its file. A subject whose
-- task has gone is an orphan. `file` is where the task was seen last; `moving` says that the file has got other
-- contents since, in which nobody has looked for the task yet.
CREATE TABLE subjects (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    file TEXT NOT NULL,
    moving INTEGER NOT NULL DEFAULT 0,
    path TEXT NOT NULL,
    marker TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX subjects_task ON subjects (sha256, ordinal);
CREATE INDEX subjects_file ON subjects (file);

-- Only ever added to. Of several lines on one subject, theme and author the last one counts.
CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    subject INTEGER NOT NULL REFERENCES subjects (id),
    theme TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value IN (0, 1)),
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    model TEXT NOT NULL,
    probability REAL
);
CREATE INDEX labels_subject ON labels (subject);

-- Which model was put in use, when, by whom and why; the last line says which one is.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('promote', 'rollback')),
    version TEXT NOT NULL,
    previous TEXT NOT NULL,
    author TEXT NOT NULL,
    forced INTEGER NOT NULL,
    why TEXT NOT NULL
);

-- What one run brought in, measured to notice when plans begin to differ from those before.
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    model TEXT NOT NULL,
    rates TEXT NOT NULL
);

-- What gave the stored tasks their themes: version of the model and hash of the taxonomy.
CREATE TABLE tagger (fingerprint TEXT NOT NULL);
INSERT INTO tagger VALUES ('');
-- Themes that the taxonomy calls otherwise now: labels given under a former id count for the present one.
CREATE TABLE renamed (former TEXT PRIMARY KEY, present TEXT NOT NULL) WITHOUT ROWID
"""

_NEAR_DUPLICATES = """
-- Of each document a sketch of its tasks' words, by which near-duplicates are found.
CREATE TABLE sketches (document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE, sketch BLOB NOT NULL);
-- A draft, or another copy, of a document that stands for it in all answers.
CREATE TABLE twins (
    document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE
);
CREATE INDEX twins_original ON twins (original)
"""

_HOW_FAR_TASKS_HAVE_COME = """
-- Only ever added to. Of several lines on one subject the last one counts.
CREATE TABLE statuses (
    id INTEGER PRIMARY KEY,
    subject INTEGER NOT NULL REFERENCES subjects (id),
    status TEXT NOT NULL CHECK (status IN ('not_started', 'in_progress', 'done', 'not_applicable')),
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX statuses_subject ON statuses (subject)
"""

_WHAT_PEOPLE_TAKE_BACK = """
-- Labels that no longer count, and who took them back; what the same author had said before counts again.
CREATE TABLE withdrawals (label INTEGER PRIMARY KEY REFERENCES labels (id), author TEXT NOT NULL, at TEXT NOT NULL)
"""

_WHAT_PEOPLE_CORRECT = """
-- Only ever added to. Of several lines on one subject and field the last one counts; `after` is null where it
-- gives the field back to what was read.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    subject INTEGER NOT NULL REFERENCES subjects (id),
    field TEXT NOT NULL CHECK (field IN ('lead', 'partners', 'deadlines')),
    before TEXT NOT NULL,
    after TEXT,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX corrections_subject ON corrections (subject);
-- Rises whenever tasks that stay can be found by something else, because of what people say.
INSERT INTO counters VALUES ('said', 0)
"""

_SAVED_QUESTIONS = """
-- A question that somebody wants to hear of again. `seen` is the `arrived` from which documents are news to its
-- owner, `n_new` how many tasks of theirs answer it, as found when documents up to `checked` were there.
CREATE TABLE saved (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    question TEXT NOT NULL,
    at TEXT NOT NULL,
    seen INTEGER NOT NULL,
    checked INTEGER NOT NULL,
    n_new INTEGER NOT NULL DEFAULT 0,
    UNIQUE (owner, name)
);
-- How many rows of tasks had been given when a document came in first; it keeps that when it is read anew.
ALTER TABLE documents ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX documents_arrived ON documents (arrived)
"""

_WHAT_FOLDERS_ARE_FOLLOWED = """
-- Folders that are read whole whenever everything is read again, by their root in `files`.
CREATE TABLE folders (root TEXT PRIMARY KEY) WITHOUT ROWID;
-- Files that are not taken in although they lie in such a folder, and who wanted it so.
CREATE TABLE left_out (
    root TEXT NOT NULL,
    file TEXT NOT NULL,
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE INDEX files_sha256 ON files (sha256)
"""

MIGRATIONS = (
    _FIRST, _WHAT_PEOPLE_SAY, _NEAR_DUPLICATES, _HOW_FAR_TASKS_HAVE_COME, _WHAT_PEOPLE_TAKE_BACK, _WHAT_PEOPLE_CORRECT,
    _SAVED_QUESTIONS, _WHAT_FOLDERS_ARE_FOLLOWED,
)  # fmt: skip
"""Version n of the tables is what the first n scripts make."""

SCHEMA_VERSION = len(MIGRATIONS)
