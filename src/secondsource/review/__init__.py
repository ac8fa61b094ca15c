"""The review desk: a local web application over one case.

In: a case file and how it may be reached. Out: pages, each with its JSON twin, and acts of review
that go through `decide`. It refuses to bind beyond this machine without a token.
"""

from __future__ import annotations

from secondsource.review.app import create_app, serve
from secondsource.review.desk import Settings

__all__ = ["Settings", "create_app", "serve"]
