"""A taxonomy written by the program is the one that was meant, whatever people type."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.editing import edited, form_of, toml_of
from pipeline.themes.taxonomy import Taxonomy, Theme, load_taxonomy

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
PHRASES = st.dictionaries(TEXTS, st.integers(1, 1000).map(lambda n: n / 100), max_size=4).map(
    lambda weights: tuple(weights.items())
)
THEMES = st.builds(
    Theme, st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), TEXTS, TEXTS, TEXTS,
    st.from_regex(r"#[0-9A-F]{6}", fullmatch=True), LISTS, LISTS, LISTS, LISTS, PHRASES, LISTS,
)  # fmt: skip


@given(st.lists(THEMES, min_size=1, max_size=3, unique_by=lambda theme: theme.id))
def test_what_is_written_is_read_again(themes):
    """Quotes, control characters, line breaks, signs of TOML itself: all come back."""
    taxonomy = Taxonomy(tuple(themes))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "taxonomy.toml"
        file.write_text(toml_of(taxonomy, file), encoding="utf-8", newline="\n")
        assert load_taxonomy(file) == taxonomy


def test_the_words_at_the_top_of_a_file_stay(tmp_path):
    """Whoever explained something there finds it again; a file without any gets none of ours."""
    file = tmp_path / "taxonomy.toml"
    for head in ("# Của phòng tổng hợp.\n# Sửa lần cuối: 2026.\n\n", ""):
        file.write_text(head + toml_of(load_taxonomy(), tmp_path / "none").partition("\n\n")[2], encoding="utf-8")
        assert toml_of(load_taxonomy(file), file).startswith(head or "\n\n[[theme]]")


def test_a_theme_that_gets_its_old_id_back_is_no_former_self():
    """There and back again: the ids it had stay known, its own is not among them."""
    taxonomy = load_taxonomy()
    for id in ("supervision", "inspection"):
        theme = next(theme for theme in taxonomy.themes if theme.name_en == "Inspection")
        taxonomy = edited(form_of(theme) | {"id": id}, taxonomy, theme)

    assert next(theme.formerly for theme in taxonomy.themes if theme.id == "inspection") == ("supervision",)
