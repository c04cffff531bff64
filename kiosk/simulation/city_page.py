"""The city as the cabinet page shows it: what its database holds of this kiosk, read only. Simulation only."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MAX_RATINGS = 20


def routes(database: Path) -> list[Route]:
    """`GET /cabinet/city`: the last ratings as they arrived, and how many there are."""

    def city(request: Request) -> Response:
        return JSONResponse(arrived(database), headers={"Cache-Control": "no-store"})

    return [Route("/cabinet/city", city)]


def arrived(database: Path) -> dict[str, Any]:
    """`{"count": n, "ratings": [newest first]}`; empty while the city has not begun."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=1)) as db:
            db.row_factory = sqlite3.Row
            (count,) = db.execute("SELECT count(*) FROM ratings").fetchone()
            rows = db.execute(
                "SELECT * FROM ratings ORDER BY time DESC, sequence DESC LIMIT ?", (MAX_RATINGS,)
            ).fetchall()
    except sqlite3.OperationalError:
        return {"count": 0, "ratings": []}
    return {"count": count, "ratings": [dict(row) for row in rows]}
