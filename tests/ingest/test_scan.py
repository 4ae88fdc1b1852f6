"""Files are found under names that do not depend on the machine."""

import os
import sys

import pytest

from pipeline.errors import UsageFault
from pipeline.ingest.scan import check_present, scan


def names(scans):
    """Return what was found, as (root, file)."""
    return [(found.root, found.file) for place in scans for found in place.found]


def write(path):
    """Make an empty file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def test_a_root_inside_the_workspace_is_known_by_its_path_from_there(tmp_path):
    """So the workspace can be moved."""
    write(tmp_path / "home" / "data" / "raw" / "Kế hoạch số 5.txt")
    write(tmp_path / "khác" / "b.txt")

    found = names(scan([tmp_path / "home/data/raw", tmp_path / "khác"], tmp_path / "home", []))

    assert sorted(found) == sorted(
        [("data/raw", "Kế hoạch số 5.txt"), ((tmp_path / "khác").resolve().as_posix(), "b.txt")]
    )


def test_a_folder_in_data_raw_is_looked_at_under_data_raw(tmp_path):
    """Also when it is the first thing ever scanned."""
    write(tmp_path / "data" / "raw" / "xã" / "a.txt")

    assert names(scan([tmp_path / "data/raw/xã"], tmp_path, [])) == [("data/raw", "xã/a.txt")]


def test_a_folder_named_twice_is_looked_at_once(tmp_path):
    """A path inside another one adds nothing."""
    write(tmp_path / "plans" / "xã" / "a.txt")

    found = names(scan([tmp_path / "plans/xã", tmp_path / "plans", tmp_path / "plans/xã/a.txt"], tmp_path, []))

    assert found == [("plans", "xã/a.txt")]


def test_the_store_itself_is_not_scanned(tmp_path):
    """Scanning the whole workspace does not read what the program wrote."""
    write(tmp_path / "data" / "processed" / "x.txt")
    write(tmp_path / "data" / "raw" / "a.txt")

    assert names(scan([tmp_path], tmp_path, [])) == [(".", "data/raw/a.txt")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
def test_a_name_that_is_no_utf8_can_be_written_down(tmp_path):
    """An old file share's name keeps its odd byte visible, and the file is still found."""
    raw = os.fsencode(tmp_path) + b"/plans/k\xe9 ho\xa1ch.txt"
    (tmp_path / "plans").mkdir()
    with open(raw, "wb"):
        pass

    (place,) = scan([tmp_path / "plans"], tmp_path, [])

    assert place.found[0].file == "k\\xe9 ho\\xa1ch.txt"
    assert place.found[0].path.read_bytes() == b""


def test_a_path_that_cannot_even_be_asked_for_is_not_there(tmp_path):
    """A name that is too long is refused in words, with the whole path."""
    name = "kế hoạch " * 100

    with pytest.raises(UsageFault, match="no such file or folder"):
        check_present([tmp_path / name])
