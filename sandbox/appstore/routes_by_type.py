"""Finds the route of a request among those of its type; trying all of the API one by one takes a millisecond."""

from __future__ import annotations

from collections import defaultdict

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class RoutesByType(BaseRoute):
    """A route that stands for many, by version and type: `/v1/apps`."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = defaultdict[str, list[Route]](list)
        for route in routes:
            self._routes[_type_of(route.path)].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Returns the first route with this path and method, or else the first with this path."""
        found: tuple[Match, Scope] = Match.NONE, {}
        for route in self._routes.get(_type_of(scope["path"]), ()):
            match, more = route.matches(scope)
            if match.value > found[0].value:
                found = match, {**more, "api_route": route}
            if match is Match.FULL:
                break
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands over to the route that was found."""
        await scope["api_route"].handle(scope, receive, send)


def _type_of(path: str) -> str:
    return "/".join(path.split("/", 3)[:3])
