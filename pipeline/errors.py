"""Everything that can go wrong, in one tree.

KehoachError                    catch this and you caught us
├── UsageFault                  the question or the input is at fault          exit code 1
│   ├── ConfigError             a setting is unknown or out of range
│   │   └── ThemeFault          a theme says something impossible (carries .faults)
│   ├── QueryError              the question is empty or asks for the impossible
│   │   └── TaskMissing         there is no task with this id
│   ├── PlanError               a file could not be used (carries .file)
│   │   ├── UnreadableFile      it vanished, is locked, or may not be read
│   │   ├── UnsupportedFormat   there is no reader for this kind of file
│   │   ├── DamagedFile         it is not what its name says, or broken
│   │   └── EmptyPlan           it was read and holds no text
│   ├── CorpusError             the store cannot be opened or written
│   │   ├── CorpusMissing       nothing has been read yet
│   │   └── CorpusBusy          another run is writing
│   ├── Conflict                somebody else was faster
│   ├── ModelError              something about the models folder
│   │   ├── ModelMissing        it is not there
│   │   └── ModelMismatch       the index was built by another encoder or program
│   └── AccountError            a name, password, role or token cannot be used
│       └── TooManyAttempts     too many wrong passwords (carries .wait_s)

Messages say what was given, what was expected and what to do next. Foreign exceptions are translated
in the one file that imports the foreign library. Anything outside this tree is a defect: exit code 3.
"""

from __future__ import annotations

from collections.abc import Mapping


class KehoachError(Exception):
    """Root of all errors raised on purpose."""


class UsageFault(KehoachError):
    """The input or the question is at fault; nothing was lost."""


class ConfigError(UsageFault):
    """A setting is unknown, of the wrong type or out of range."""


class ThemeFault(ConfigError):
    """A theme lacks something or says something impossible.

    Attributes
    ----------
    faults : entry of the theme → what is wrong with it.
    """

    def __init__(self, theme: str, faults: Mapping[str, str]) -> None:
        said = "; ".join(f"{entry}: {fault}" for entry, fault in faults.items())
        super().__init__(f"Chủ đề (theme) {theme!r}: {said}.")
        self.faults = dict(faults)


class QueryError(UsageFault):
    """The question is empty or asks for something impossible.

    Attributes
    ----------
    words : those that cannot be understood, "" where it is not a matter of words.
    """

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words


class TaskMissing(QueryError):
    """There is no task with this id."""


class PlanError(UsageFault):
    """A file could not be used as a plan.

    Attributes
    ----------
    file : the file as the user knows it.
    reason : why, in words for the ledger.
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class UnreadableFile(PlanError):
    """The file vanished, is locked, or may not be read."""


class UnsupportedFormat(PlanError):
    """There is no reader for this kind of file."""


class DamagedFile(PlanError):
    """The file is not what its name says, or is broken."""


class EmptyPlan(PlanError):
    """The file was read and holds no text."""


class CorpusError(UsageFault):
    """The store cannot be opened or written."""


class CorpusMissing(CorpusError):
    """Nothing has been read yet."""


class CorpusBusy(CorpusError):
    """Another run is writing to the same store."""


class Conflict(UsageFault):
    """Somebody else has changed what was to be changed; nothing was written."""


class ModelError(UsageFault):
    """Something about the models folder."""


class ModelMissing(ModelError):
    """A model is not where it should be."""


class ModelMismatch(ModelError):
    """The index was built by another encoder than the one configured."""


class AccountError(UsageFault):
    """A name, a password, a role or a token cannot be used."""


class TooManyAttempts(AccountError):
    """There were too many wrong passwords of late.

    Attributes
    ----------
    wait_s : seconds after which one may try again.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            f"Sai mật khẩu quá nhiều lần (too many wrong passwords); thử lại sau {max(1, round(wait_s / 60))} phút."
        )
        self.wait_s = wait_s
