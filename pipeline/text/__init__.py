"""Vietnamese strings: pure functions over text, no files, no plans."""
