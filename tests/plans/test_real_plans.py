"""The plans beside the project: they all read, and the annotated ones as people read them."""

import json
import subprocess
import sys
from dataclasses import asdict

import pytest

from pipeline.plans import parse
from pipeline.text.normalize import squeeze

SEEDS = ("task_f1=0.98", "exact=0.97", "lead_f1=0.96", "partners_f1=0.92", "deadlines_f1=0.95", "references_f1=0.98")
WEB = ("task_f1=0.93", "exact=0.95", "lead_f1=0.92", "partners_f1=0.85", "deadlines_f1=0.90", "references_f1=0.95")
PLACES = ("path=0.90", "marker=0.95")


def test_every_real_plan_reads_and_its_spans_are_true(shared):
    """Each seed and web plan gives a document; the words of each task lie where it says."""
    for path in sorted([*(shared / "plans" / "seed").iterdir(), *(shared / "plans" / "web").iterdir()]):
        document, tasks = parse(path.read_bytes(), path.name)
        for task in tasks:
            assert set(task.text.split()) <= set(squeeze(document.text[task.start : task.end]).split()), path.name


@pytest.mark.parametrize(
    ("names", "floors"),
    [
        (("000", "002"), (*SEEDS, "header=0.95", "deadline_value=0.88", "span=0.99")),
        (("web-001", "web-017", "web-030"), (*WEB, *PLACES, "header=0.90", "deadline_value=0.88", "span=0.99")),
    ],
    ids=["seed", "web"],
)
def test_annotated_plans_reach_their_floors(names, floors, shared, tmp_path):
    """Tasks, fields and header agree with the hand-made gold at least as well as asked."""
    golds = [shared / "gold" / "parse" / f"{name}.json" for name in names]
    for gold in golds:
        file = json.loads(gold.read_text("utf-8"))["file"]
        source = next(path for path in (shared / "plans").rglob(file))
        document, tasks = parse(source.read_bytes(), file)
        answer = {"document": asdict(document.header) | {"text": document.text}, "tasks": [asdict(t) for t in tasks]}
        (tmp_path / f"{source.stem}.json").write_text(json.dumps(answer, ensure_ascii=False), "utf-8")

    scorer = [sys.executable, str(shared / "eval" / "score_parse.py"), *map(str, golds), "--pred", str(tmp_path)]
    scored = subprocess.run([*scorer, "--floor", *floors], capture_output=True, text=True, encoding="utf-8")

    assert scored.returncode == 0, scored.stdout + scored.stderr
