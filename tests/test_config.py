"""Settings are read from kehoach.toml and checked."""

import pytest

from pipeline.config import Config, load_config
from pipeline.errors import ConfigError


def test_without_a_file_the_defaults_hold(tmp_path):
    """An empty folder is a workspace."""
    assert load_config(tmp_path) == Config()


def test_what_the_file_says_holds(tmp_path):
    """Also when Windows' editor put a mark before it."""
    (tmp_path / "kehoach.toml").write_text('k = 25\nencoder = "models/khác"\n', encoding="utf-8-sig")

    assert load_config(tmp_path) == Config(k=25, encoder="models/khác")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tasks = 1", "'tasks'.*file_limit_s"),
        ("k = 'ten'", "k = 'ten'.*int"),
        ("k = true", "k = True.*int"),
        ("k = 0", "ít nhất là 1"),
        ("k =", "TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, told):
    """The message names the key, what it was, and what is possible."""
    (tmp_path / "kehoach.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=told):
        load_config(tmp_path)
