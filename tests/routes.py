"""The routes of the application as it has them, so that tests cover new ones by themselves."""

import re

from fastapi.routing import iter_route_contexts


def routes(app, **samples):
    """Yield method and address of everything the application answers; what no sample is given for in a path is "1"."""
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"{(\w+)[^}]*}", lambda place: samples.get(place[1], "1"), route.path)
        for method in sorted(route.methods or {"GET"}):
            yield method, path


def questions(app, **samples):
    """Yield the address of every page and call to be looked at, and the names of what it can be asked."""
    for route in iter_route_contexts(app.routes):
        if "GET" in (route.methods or ()) and hasattr(route, "dependant"):
            path = re.sub(r"{(\w+)[^}]*}", lambda place: samples.get(place[1], "1"), route.path)
            yield path, sorted(_parameters(route.dependant))


def _parameters(dependant):
    """Return the names of what a route, and what it depends on, reads from an address."""
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_parameters, dependant.dependencies))
