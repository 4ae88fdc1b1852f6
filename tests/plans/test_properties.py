"""What holds for every plan: the samples, their mutations, and any text at all."""

import json
import random
import unicodedata
from contextlib import suppress
from dataclasses import asdict

import pytest
from conftest import ROOT, sample_plans
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PlanError
from pipeline.plans import parse
from pipeline.plans.reading.encoding import decode
from pipeline.text.normalize import clean, fold, match_form, squeeze

EXPECTED = ROOT / "tests" / "data" / "expected"
SAMPLES = sample_plans()


def name_of(path) -> str:
    """Return a test name for a sample plan."""
    return path.relative_to(ROOT / "data" / "raw").as_posix()


def check(raw: bytes, file: str) -> None:
    """Assert what is true of every document and its tasks."""
    document, tasks = parse(raw, file)
    assert all(document.text[p.start : p.end] == p.text for p in document.paragraphs)
    assert [task.ordinal for task in tasks] == list(range(len(tasks)))
    assert [task.start for task in tasks] == sorted(task.start for task in tasks)
    for task in tasks:
        assert 0 <= task.start < task.end <= len(document.text)
        words = squeeze(document.text[task.start : task.end])
        assert set(task.text.split()) <= {*words.split(), *words.removeprefix(task.marker).split()}
        assert task.text == squeeze(task.text)


def golden(raw: bytes, file: str) -> list[dict]:
    """Return the tasks of a plan in the form of the golden files."""
    shown = ("marker", "path", "text", "lead", "partners", "references", "start", "end")
    _, tasks = parse(raw, file)
    rows = [asdict(task) for task in tasks]
    return json.loads(
        json.dumps([{k: row[k] for k in shown} | {"due": [d["value"] for d in row["deadlines"]]} for row in rows])
    )


@pytest.mark.parametrize("path", SAMPLES, ids=name_of)
def test_a_sample_plan_reads_as_its_golden_file_says(path, request):
    """The tasks of each sample plan are those reviewed by eye, field for field."""
    file = EXPECTED / f"{path.name}.json"
    found = golden(path.read_bytes(), path.name)
    if request.config.getoption("--write-golden"):
        file.write_text(
            "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in found) + "\n]\n",
            encoding="utf-8",
            newline="\n",
        )

    assert found == json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("path", SAMPLES, ids=name_of)
def test_spans_slice_back_to_the_words(path):
    """Every paragraph and every task lies where it says in the document's text."""
    check(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.suffix != ".htm"], ids=name_of)
def test_composed_and_decomposed_letters_give_the_same_tasks(path):
    """NFC and NFD bytes of one plan are one plan."""
    text = decode(path.read_bytes(), path.name)

    composed, decomposed = (parse(unicodedata.normalize(form, text).encode(), path.name) for form in ("NFC", "NFD"))

    assert composed == decomposed


@given(st.text(max_size=400))
def test_normal_forms_are_idempotent(text):
    """Cleaning, matching and folding a second time changes nothing."""
    assert clean(clean(text)) == clean(text)
    assert match_form(match_form(text)) == match_form(text)
    assert fold(fold(text)) == fold(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="|*-+.:;()[]¹²/ \n\tIVX123abđSở", max_size=300))
def test_any_text_reads_or_is_refused(text):
    """No text makes the reader fail in a way of its own making."""
    with suppress(PlanError):
        check(text.encode(), "a.md")


def mutated(text: str, chance: random.Random) -> str:
    """Return a plan with lines cut, doubled, moved, glued and sprinkled with odd characters."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 25)):
        i = chance.randrange(len(lines))
        change = chance.randrange(6)
        if change == 0:
            del lines[i : i + chance.randint(1, 4)]
        elif change == 1:
            lines.insert(i, lines[chance.randrange(len(lines))])
        elif change == 2:
            lines[i] = lines[i][: chance.randint(0, len(lines[i]))]
        elif change == 3:
            lines[i : i + 2] = ["".join(lines[i : i + 2])]
        elif change == 4:
            at = chance.randint(0, len(lines[i]))
            lines[i] = lines[i][:at] + chance.choice("|*¹[1]\f\u0301-–;:.(“") + lines[i][at:]
        else:
            chance.shuffle(lines[i : i + 5])
        lines = lines or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("path", SAMPLES, ids=name_of)
def test_a_damaged_plan_still_reads(path):
    """Forty random mutations of each sample plan are read without a failure, their spans true."""
    text = decode(path.read_bytes(), path.name)
    chance = random.Random(path.name)

    for _ in range(40):
        with suppress(PlanError):
            check(mutated(text, chance).encode(), path.name)
