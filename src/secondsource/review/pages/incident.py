"""The page of one incident.

In: an incident's id, former id or table number. Out: its page and twin. It refuses an id that the
case does not know, and leads a former id to the incident of today.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from secondsource.review.answer import answer, desk_of, page
from secondsource.review.incident import read_incident

router = APIRouter(tags=["incidents"])


@page(router, "/incidents/{incident_id}")
def incident(request: Request, incident_id: str) -> Response:
    """One incident: every field with its words, why its reports were joined, what was decided."""
    desk = desk_of(request)
    with desk.reading() as store:
        index = desk.index(store)
        found = index.by_id.get(incident_id)
        if found is None and incident_id.isdecimal():
            number = int(incident_id)
            found = index.incidents[number - 1] if 0 < number <= len(index.incidents) else None
        if found is None:
            raise HTTPException(404, f"This case has no incident {incident_id}. The list has all.")
        view = read_incident(store, index, found, incident_id)
    return answer(request, "incident.html", view)
