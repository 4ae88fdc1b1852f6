"""The API describes itself: every call with its parameters, what it gives, and an example that is true."""

import json
import re

import pytest
from conftest import RAW, ROOT
from jsonschema import Draft202012Validator

from pipeline.web.api.description import TAGS, examples, operations

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
EXAMPLES = ROOT / "pipeline" / "web" / "data" / "examples.json"


@pytest.fixture(scope="module")
def document(client):
    """Return the OpenAPI document."""
    return client.get("/openapi.json").json()


def the_same_everywhere(answer):
    """Return an answer without what differs from machine to machine: where the plans lie, when they were read."""
    answer = answer.replace(RAW.as_posix(), "data/raw")
    return json.loads(MOMENT.sub("2025-03-01T01:05:00+00:00", answer))


def test_the_examples_are_what_the_calls_give(client, request):
    """Each example, asked again of the sample plans, gives the answer that stands beside it."""
    given = {
        name: example
        if "varies" in example
        else {"request": example["request"], "response": the_same_everywhere(client.get(example["request"]).text)}
        for name, example in examples().items()
    }
    if request.config.getoption("--write-golden"):
        EXAMPLES.write_text(json.dumps(given, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")

    assert given == json.loads(EXAMPLES.read_text("utf-8"))


def test_every_call_that_gives_json_has_an_example(document):
    """Nobody has to guess what a call that changes nothing gives; names are unique."""
    calls = [(call["operationId"], call) for method, _, call in operations(document) if method == "GET"]
    json_calls = {name for name, call in calls if "application/json" in call["responses"]["200"]["content"]}

    assert json_calls == set(examples())
    assert len({name for name, _ in calls}) == len(calls)


def test_every_call_is_described(document):
    """A summary in both languages, a description, a group, its parameters, the problems it may end in."""
    for _, path, call in operations(document):
        assert call["summary"].endswith(")"), path
        assert call["description"], path
        assert set(call["tags"]) <= set(TAGS), path
        assert "default" in call["responses"], path
        assert [p["name"] for p in call.get("parameters", ()) if not p.get("description")] == [], path


def test_answers_keep_to_their_schemas(document):
    """What an example gives is what the records say: every field, and none besides."""
    records = {
        name: {"additionalProperties": False, **record} for name, record in document["components"]["schemas"].items()
    }
    for _, path, call in operations(document):
        if example := examples().get(call["operationId"]):
            schema = call["responses"]["200"]["content"]["application/json"]["schema"]
            checked = {**schema, "components": {"schemas": records}}
            faults = [fault.message for fault in Draft202012Validator(checked).iter_errors(example["response"])]
            assert not faults, path


def test_errors_are_problems_that_keep_to_their_schema(client, document):
    """An error has just the fields of a problem."""
    problem = client.get("/api/v1/tasks/none").json()

    Draft202012Validator(document["components"]["schemas"]["Problem"]).validate(problem)
    assert problem["status"] == 404


def test_a_list_is_walked_by_its_next_links(client):
    """Page by page every plan comes once, and `total` says so from the beginning."""
    address, seen = "/api/v1/plans?k=4", []
    while address:
        page = client.get(address).json()
        seen += [plan["id"] for plan in page["plans"]]
        address = page["next"]

    assert len(seen) == len(set(seen)) == page["total"] == 14


def test_an_answer_is_walked_by_its_next_links(client):
    """The hits of all pages are those of one large page."""
    asked = "/api/v1/search?q=khiếu nại"
    whole = client.get(f"{asked}&k=200").json()
    address, seen = f"{asked}&k=7", []
    while address:
        page = client.get(address).json()
        seen += [hit["task_id"] for hit in page["hits"]]
        address = page["next"]

    assert seen == [hit["task_id"] for hit in whole["hits"]]
    assert len(seen) == whole["total"] > 7


def test_what_a_program_has_already_is_not_sent_again(client):
    """With the mark of an answer (ETag) the same call gives 304, another one its answer."""
    first = client.get("/api/v1/plans")
    have = {"if-none-match": first.headers["etag"]}

    assert client.get("/api/v1/plans", headers=have).status_code == 304
    assert client.get("/api/v1/plans?k=3", headers=have).status_code == 200


def test_the_tasks_of_a_plan_stand_in_its_text(client):
    """A whole plan has its text, and each task's place in it."""
    line = client.get("/api/v1/plans?k=1").json()["plans"][0]
    plan = client.get(f"/api/v1/plans/{line['id']}").json()

    assert len(plan["content"]) == plan["tasks"] == line["tasks"] > 0
    for task in plan["content"]:
        assert task["text"].split()[0] in plan["text"][task["start"] : task["end"]]


def test_the_page_for_programmers_shows_every_call(client, document):
    """Each call stands there with its example, in both languages."""
    for language in ("vi", "en"):
        page = client.get("/api", params={"lang": language}).text
        for _, path, call in operations(document):
            assert f'id="{call["operationId"]}"' in page
            assert path in page
