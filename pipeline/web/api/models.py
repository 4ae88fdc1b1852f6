"""The versions of the theme model and the themes, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response

from pipeline.errors import ModelError, ModelMissing
from pipeline.learning.comparison import Comparison
from pipeline.learning.standing import beside_used, versions
from pipeline.text.normalize import squeeze
from pipeline.web.api.giving import given, gives
from pipeline.web.api.teaching import Compared, Models, Promotion, Rollback, Taxonomy, Training
from pipeline.web.desks import Desk
from pipeline.web.job import Job
from pipeline.web.lessons import order
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace import Workspace

router = APIRouter(tags=["models"])

VersionName = Annotated[str, Path(max_length=100, description="phiên bản (a version)")]
_PLACES = 4  # of figures


@router.get("/models", summary="Các phiên bản mô hình (versions of the model)", responses=gives(Models))
def models(request: Request, workspace: Desk, visitor: Reader) -> Response:
    """Return the versions of the theme model, which is in use, and what was decided when, by whom and why."""
    decisions = [asdict(decision) for decision in workspace.themes.decisions()]
    return given(request, {"versions": versions(workspace.themes), "decisions": decisions})


@router.get(
    "/models/{version}/comparison", summary="So với bản đang dùng (beside the one in use)", responses=gives(Compared)
)
def comparison(request: Request, version: VersionName, workspace: Desk, visitor: Reader) -> Response:
    """Return how a version does beside the one in use on sentences from which neither has learnt."""
    found = _compared(workspace, version)
    content: dict[str, Any] = {
        "version": version, "used": workspace.themes.model().version, "difference": found.difference,
        "low": found.low, "high": found.high, "is_worse": found.is_worse,
        "themes": [asdict(theme) for theme in found.themes],
    }  # fmt: skip
    return given(request, _rounded(content))


@router.post("/models", summary="Huấn luyện (train a version)", status_code=202, responses=gives(Job, 202))
def train(request: Request, training: Training, visitor: Analyst) -> Response:
    """Train a version from the sentences of the program and the labels there are; it is not put in use by that."""
    return _accepted(request, request.app.state.jobs.start("train", visitor.name, squeeze(training.note)))


@router.post(
    "/models/{version}/promote", summary="Đưa vào dùng (put in use)", status_code=202, responses=gives(Job, 202)
)
def promote(request: Request, version: VersionName, asked: Promotion, workspace: Desk, visitor: Analyst) -> Response:
    """Put a version in use and tag all tasks anew; 409 if it is significantly worse and `force` is not given."""
    found = _compared(workspace, version)
    if found.is_worse and not asked.force:
        raise HTTPException(
            409, f"{version} kém rõ rệt (significantly worse): F1 {found.difference:+.3f}; xem `force`."
        )
    argument = order(version, asked.why, force=asked.force)
    return _accepted(request, request.app.state.jobs.start("promote", visitor.name, argument))


@router.post("/models/rollback", summary="Quay lại (go back)", status_code=202, responses=gives(Job, 202))
def rollback(request: Request, asked: Rollback, workspace: Desk, visitor: Analyst) -> Response:
    """Put the version before the one in use back in use, and tag all tasks anew."""
    promoted = workspace.corpus().decisions.promoted()
    if not promoted:
        raise ModelError("Chưa có phiên bản nào được đưa vào dùng để quay lại (nothing to roll back).")
    argument = order(promoted[-1], asked.why)
    return _accepted(request, request.app.state.jobs.start("rollback", visitor.name, argument))


@router.get("/themes", summary="Các chủ đề (the themes)", responses=gives(Taxonomy))
def themes(request: Request, workspace: Desk, visitor: Reader) -> Response:
    """Return the taxonomy in use, with how many tasks and labels each theme has."""
    provisional = workspace.themes.model(workspace.corpus()).open().provisional
    counts, labels = workspace.theme_counts(), workspace.themes.headway(visitor.name).labels
    known = [
        {
            **asdict(theme), "phrases": dict(theme.phrases), "tasks": counts[theme.id], "yes": labels[theme.id][0],
            "no": labels[theme.id][1], "provisional": theme.id in provisional,
        }
        for theme in workspace.themes.taxonomy.themes
    ]  # fmt: skip
    return given(request, {"themes": known})


def _compared(workspace: Workspace, version: str) -> Comparison:
    try:
        return beside_used(workspace.themes, version)
    except ModelMissing as error:
        raise HTTPException(404, str(error)) from error


def _accepted(request: Request, job: Job) -> Response:
    answer = given(request, asdict(job))
    answer.status_code = 202
    return answer


def _rounded(content: Any) -> Any:
    """Return JSON with its numbers to four places."""
    if isinstance(content, dict):
        return {name: _rounded(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_rounded(value) for value in content]
    return round(content, _PLACES) if isinstance(content, float) else content
