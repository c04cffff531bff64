"""The city as the cabinet page shows it: what its database holds of this kiosk, read only. Simulation only."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.simulation.city_database import NoCity, asked

MAX_RATINGS = 20


def routes(database: Path) -> list[Route]:
    """`GET /cabinet/city`: the last ratings as they arrived, and how many there are."""

    def city(request: Request) -> Response:
        return JSONResponse(arrived(database), headers={"Cache-Control": "no-store"})

    return [Route("/cabinet/city", city)]


def arrived(database: Path) -> dict[str, Any]:
    """`{"count": n, "ratings": [newest first]}`; empty while the city has not begun."""
    try:
        ((count,),) = asked(database, "SELECT count(*) FROM ratings")
        rows = asked(database, "SELECT * FROM ratings ORDER BY time DESC, sequence DESC LIMIT ?", MAX_RATINGS)
    except NoCity:
        return {"count": 0, "ratings": []}
    return {"count": count, "ratings": [dict(row) for row in rows]}
