"""The web workplace: pages for analysts and an API for programs, over one workspace."""

from pipeline.web.app import create_app

__all__ = ["create_app"]
