"""The taxonomy file is whole, and mistakes in it are said in words."""

import re
import tomllib
from importlib.resources import files

import pytest

from pipeline.errors import ConfigError
from pipeline.themes.taxonomy import load_taxonomy

ONE = """
[[theme]]
id = "water"
name_vi = "Nước"
name_en = "Water"
colour = "#0000FF"
definition = "Cấp nước và thoát nước."
includes = []
not_for = []
excludes = []
examples = ["Xây dựng trạm cấp nước."]
[theme.phrases]
"cấp nước" = 5
"""


def test_the_shipped_taxonomy_has_the_four_themes():
    """Themes, colours and examples are there for each."""
    taxonomy = load_taxonomy()
    assert taxonomy.ids == ("personnel", "inspection", "mass_mobilization", "digital_transformation")
    assert len({theme.colour for theme in taxonomy.themes}) == 4
    assert all(len(theme.examples) >= 3 and len(theme.phrases) >= 20 for theme in taxonomy.themes)


def test_no_phrase_is_struck_out_by_its_own_theme():
    """A phrase that an exclude of the same theme equals could never count."""
    for theme in load_taxonomy().themes:
        assert not set(theme.excludes) & {phrase for phrase, _ in theme.phrases}


def test_a_taxonomy_of_ones_own_is_read(tmp_path):
    """Another file gives other themes, weights as numbers."""
    file = tmp_path / "taxonomy.toml"
    file.write_text(ONE, encoding="utf-8")
    (theme,) = load_taxonomy(file).themes
    assert (theme.id, theme.phrases, theme.examples) == (
        "water",
        (("cấp nước", 5.0),),
        ("Xây dựng trạm cấp nước.",),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "water"', "", "missing or unknown"),
        ('name_en = "Water"', 'name_en = ""', "name_en: cần chữ"),
        ('"#0000FF"', '"blue"', "colour: 'blue'"),
        ("includes = []", 'includes = "all"', "includes: cần một danh sách"),
        ('"cấp nước" = 5', '"cấp nước" = -5', "phrases: 'cấp nước' = -5"),
        ('"cấp nước" = 5', '"cấp nước" = "much"', "phrases: 'cấp nước' = 'much'"),
        ("[[theme]]", "[[theme", "cannot be read"),
        (ONE, ONE + ONE, "different ids"),
        (ONE, "", "different ids"),
    ],
)
def test_a_mistake_is_named(tmp_path, old, new, said):
    """Each kind of mistake in the file gives a message that says what is wrong."""
    file = tmp_path / "taxonomy.toml"
    assert old in ONE
    file.write_text(ONE.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(said)):
        load_taxonomy(file)


def test_a_missing_file_is_named(tmp_path):
    """The path stands in the message."""
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load_taxonomy(tmp_path / "none.toml")


def test_the_file_says_how_to_edit_it():
    """It opens with an explanation for people, and is valid TOML."""
    text = (files("pipeline.themes") / "data" / "taxonomy.toml").read_text(encoding="utf-8")
    assert text.startswith("# The themes a task can have")
    assert len(tomllib.loads(text)["theme"]) == 4
