"""Teaching: what labels change, what they leave alone, and what is said when there are too few."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import sample_plans

from pipeline.plans import parse
from pipeline.themes.classifier import Classifier
from pipeline.themes.evaluation import evaluate
from pipeline.themes.examples import Example, frozen_examples
from pipeline.themes.features import Instance
from pipeline.themes.fitting import training_examples
from pipeline.themes.model import MANIFEST, VOCABULARY, WEIGHTS
from pipeline.themes.taxonomy import Taxonomy, Theme, load_taxonomy
from pipeline.themes.training import learning_curve, train, trained_on

TAXONOMY = load_taxonomy()
REFORM = "administrative_reform"
FIFTH = tomllib.loads((Path(__file__).parent / f"{REFORM}.toml").read_text(encoding="utf-8"))


def fifth_taxonomy() -> Taxonomy:
    """Return the shipped themes and a fifth one: administrative reform, with a definition and five examples."""
    blank = replace(TAXONOMY.themes[0], includes=(), not_for=(), excludes=(), phrases=())
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in FIFTH["theme"].items()}
    theme: Theme = replace(blank, **given)
    return Taxonomy((*TAXONOMY.themes, theme))


def sentences(part: str) -> list[Example]:
    """Return the judged sentences of a part of the file, each a plan of its own."""
    judged = [(text, value) for value, key in ((True, "yes"), (False, "no")) for text in FIFTH[part][key]]
    return [Example(text, (), (), f"{part} {n}", {REFORM: value}) for n, (text, value) in enumerate(judged)]


def f1(evaluation, theme):
    """Return the F1 of one theme."""
    return next(figures.f1 for figures in evaluation.themes if figures.theme == theme)


def test_a_fifth_theme_works_at_once_and_well_after_fifteen_labels(shipped_folder, encoder, tmp_path):
    """Without a label it is found by its definition; fifteen labels lift F1 on other sentences beyond .75."""
    taxonomy, labels, held_out = fifth_taxonomy(), sentences("labels"), sentences("held_out")
    assert len(labels) == 15
    untaught = Classifier.open(shipped_folder, encoder, taxonomy)
    trained = train(labels, taxonomy, encoder, tmp_path)
    taught = Classifier.open(trained.folder, encoder, taxonomy)

    before, after = (f1(evaluate(each, held_out), REFORM) for each in (untaught, taught))
    assert 0.5 < before < after
    assert after >= 0.75
    frozen = [evaluate(each, frozen_examples()).macro_f1 for each in (untaught, taught)]
    assert frozen[1] == pytest.approx(frozen[0], abs=0.01)
    assert taught.provisional == {REFORM}
    figures = trained.evaluation.themes[-1]
    assert (figures.theme, figures.labels, figures.f1) == (REFORM, 15, None)  # too few to measure: no figure


def test_thirty_corrected_tags_change_and_the_rest_stays_as_good(classifier, encoder, tmp_path):
    """People overturn the thirty tags of the sample plans that the model was least sure of; it learns them."""
    tasks = [(file.name, task) for file in sample_plans() for task in parse(file.read_bytes(), file.name)[1]]
    instances = [Instance.of(task.text, task.headings, task.lead) for _, task in tasks]
    scores = [(n, score) for n, row in enumerate(classifier.tag(instances)) for score in row]
    doubtful = sorted(scores, key=lambda pair: abs(pair[1].probability - 0.5))[:30]
    corrections = [
        Example(task.text, task.headings, task.lead, plan, {score.theme: not score.tagged})
        for n, score in doubtful
        for plan, task in [tasks[n]]
    ]

    taught = Classifier.open(train(corrections, TAXONOMY, encoder, tmp_path).folder, encoder)

    tagged = [{score.theme for score in row if score.tagged} for row in taught.tag(instances)]
    assert sum((score.theme in tagged[n]) is not score.tagged for n, score in doubtful) == 30
    before, after = (evaluate(each, frozen_examples()).macro_f1 for each in (classifier, taught))
    assert after == pytest.approx(before, abs=0.01)


def test_the_shipped_model_was_made_of_the_shipped_sentences(shipped_folder, encoder):
    """Its manifest has the hashes of today's sentences, taxonomy and encoder: otherwise it has to be made again."""
    manifest = json.loads((shipped_folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["trained_on"] == trained_on((), TAXONOMY)
    assert manifest["encoder"] == encoder.fingerprint
    assert sum(file.stat().st_size for file in shipped_folder.iterdir()) < 5_000_000
    assert not set(TAXONOMY.ids) - set(manifest["themes"])


def test_the_same_examples_give_the_same_bytes(encoder, tmp_path):
    """Two trainings agree in every file but for how many labels there were; those of themes that are gone are nothing."""
    told = []
    unjudged = Example("Báo cáo tình hình thời tiết.", (), (), "x", {})
    gone = replace(unjudged, labels={"weather": True})
    folders = [
        train([example], TAXONOMY, encoder, tmp_path / str(n), progress=lambda *done: told.append(done)).folder
        for n, example in enumerate((unjudged, gone))
    ]
    assert told == [(n, 6) for n in range(1, 7)] * 2
    assert folders[0].name == folders[1].name
    for name in (VOCABULARY, WEIGHTS):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_more_plans_teach_more(encoder):
    """The learning curve ends higher than it begins, and names how many examples each point had."""
    first, last = learning_curve((), TAXONOMY, encoder, shares=(0.05, 1.0))
    assert first.examples < last.examples < len(training_examples(())[0])
    assert first.micro_f1 < last.micro_f1
