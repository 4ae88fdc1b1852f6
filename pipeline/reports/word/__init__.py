"""Reports as Word documents; the only room that imports python-docx."""

from pipeline.reports.word.document import write_word

__all__ = ["write_word"]
