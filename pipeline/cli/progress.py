"""A bar that shows how far a long command has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.workspace import Stage

_STAGES = {
    "read": ("Đọc", " tệp"),
    "index": ("Lập chỉ mục", " nhiệm vụ"),
    "tag": ("Gắn chủ đề", " nhiệm vụ"),
    "learn": ("Học", " lượt"),
    "curve": ("Đường học", " lượt"),
    "compare": ("So sánh", " nhiệm vụ"),
}


class Bar:
    """A progress bar on a terminal, nothing elsewhere; a context manager that takes it away."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def of(self, stage: Stage) -> Callable[[int, int], None]:
        """Return what moves the bar of one stage."""
        return partial(self.show, stage)

    def show(self, stage: Stage, done: int, total: int) -> None:
        """Move the bar; every stage has its own."""
        from tqdm import tqdm  # type: ignore[import-untyped]

        if stage != self._stage:
            self.__exit__()
            words, unit = _STAGES[stage]
            self._bar = tqdm(desc=words, unit=unit, leave=False, disable=None)
            self._stage = stage
        self._bar.total = total
        self._bar.update(done - self._bar.n)


@contextmanager
def counting(title: str) -> Iterator[Any]:
    """Give what moves a progress bar on a terminal, and take the bar away at the end."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    with tqdm(desc=title, unit=" nhiệm vụ", leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
