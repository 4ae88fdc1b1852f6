"""The application: which doors there are, what guards them, and the workspaces behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from anyio import create_task_group
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from pipeline.config import load_config, login_name
from pipeline.web import api, pages
from pipeline.web.api.description import describe
from pipeline.web.askers import Askers
from pipeline.web.desks import Desks
from pipeline.web.gate import Gate
from pipeline.web.jobs import Jobs
from pipeline.web.news import News
from pipeline.web.pictures import Pictures
from pipeline.web.problems import add_handlers
from pipeline.web.register import Register
from pipeline.web.safety import Guard
from pipeline.web.uploads import sweep
from pipeline.web.work import WORK
from pipeline.workspace.documents import RAW
from pipeline.workspace.reviewing import Queue

_UPLOADS_AT_ONCE = 5  # of the largest size a file may have


def create_app(home: Path, hosts: Collection[str] = (), *, closed: bool = False, askers: int = 0) -> FastAPI:
    """Return the application over a workspace.

    Parameters
    ----------
    hosts : names besides those of this machine itself under which it may be called.
    closed : whether people must sign in whatever happens; else they must as soon as there are accounts.
    askers : how many processes answer questions beside this one.

    Raises
    ------
    UsageFault
        The folder is no workspace, or its encoder is missing.
    """
    desks, jobs, news, register = Desks(home), Jobs(home, WORK), News(home), Register(home, closed=closed)
    pictures, beside = Pictures(load_config(home)), Askers(home, askers)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        jobs.resume()
        if sweep(home / RAW):
            jobs.start("read", login_name(), RAW)  # what had come whole before the server was killed
        async with create_task_group() as aside:
            aside.start_soon(desks.read_ahead)
            yield
            aside.cancel_scope.cancel()
        jobs.close()
        pictures.close()
        beside.close()
        desks.close()
        news.close()
        register.close()

    app = FastAPI(
        title="kehoach",
        version=version("kehoach"),
        description="Ai phải làm gì, bao giờ, theo văn bản nào. (Who must do what, by when, under which resolution.)",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    describe(app)
    app.state.desks, app.state.jobs, app.state.register, app.state.questions = desks, jobs, register, Queue()
    app.state.news, app.state.pictures, app.state.askers = news, pictures, beside
    app.add_middleware(Gate, register)
    app.add_middleware(Guard, hosts, load_config(home).max_file_mb * 1_000_000 * _UPLOADS_AT_ONCE)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=str(files("pipeline.web.static"))), name="static")
    add_handlers(app)
    return app
