"""The application: which doors there are, what guards them, and the workspaces behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from pipeline.web import api, pages
from pipeline.web.desks import Desks
from pipeline.web.jobs import Jobs
from pipeline.web.problems import add_handlers
from pipeline.web.safety import guard
from pipeline.web.uploads import sweep
from pipeline.web.work import WORK


def create_app(home: Path, hosts: Collection[str] = ()) -> FastAPI:
    """Return the application over a workspace.

    Parameters
    ----------
    hosts : names besides those of this machine itself under which it may be called.

    Raises
    ------
    UsageFault
        The folder is no workspace, or its encoder is missing.
    """
    desks, jobs = Desks(home), Jobs(home, WORK)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        sweep(home / "data" / "raw")
        jobs.resume()
        yield
        jobs.close()
        desks.close()

    app = FastAPI(
        title="kehoach",
        version=version("kehoach"),
        description="Ai phải làm gì, bao giờ, theo văn bản nào. (Who must do what, by when, under which resolution.)",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )
    app.state.desks, app.state.jobs = desks, jobs
    app.middleware("http")(guard(hosts))
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=str(files("pipeline.web.static"))), name="static")
    add_handlers(app)
    return app
