"""Whatever a program sends, the API answers as its description says, and never breaks."""

from urllib.parse import urlencode

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, assume, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pipeline.web import api
from pipeline.web.api.description import describe

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


LONGEST = 50_000  # characters of a query that the client sends at all
ADDRESS = "http://127.0.0.1:8000"
CALM = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


def description():
    """Return the OpenAPI document of the API."""
    app = FastAPI()
    app.include_router(api.router)
    describe(app)
    return app.openapi()


# Odd forms with files are made in `test_documents`: the client used here cannot send what is no file.
calls = schemathesis.openapi.from_dict(description()).exclude(path="/api/v1/documents", method="POST")


@calls.parametrize()
@settings(max_examples=10, derandomize=True, **CALM)
def test_any_call_is_answered_as_described(case, own_client):
    """A few odd values for every call, the same each time."""
    answered_as_described(case, own_client)


@pytest.mark.long
@calls.parametrize()
@settings(max_examples=60, **CALM)
def test_very_many_calls_are_answered_as_described(case, own_client):
    """Many odd values for every call, others each time."""
    answered_as_described(case, own_client)


def answered_as_described(case, client):
    """Send a call; its status, its kind of content and its fields are those of the description, and none is a 5xx."""
    sent = case.as_transport_kwargs(base_url=ADDRESS)
    sent.pop("cookies", None)  # those of the client are sent anyhow
    assume(len(urlencode(sent.get("params") or {}, doseq=True)) < LONGEST)
    case.validate_response(client.request(**sent), checks=CHECKS)
