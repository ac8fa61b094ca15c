"""What a person sees on the terminal: the table of incidents, disputes, and quotes in context.

In: what a case holds, as objects of `model`. Out: rich renderables, no wider than the width given,
and the reasons of a link as a picture. It refuses to print (that is `cli`'s) and to decide (what is
disputed was settled before).
"""

from secondsource.terminal.console import open_console
from secondsource.terminal.decisions import decision_list
from secondsource.terminal.disputes import dispute_list
from secondsource.terminal.find import (
    find,
    find_account,
    find_claim,
    find_incident,
    find_report,
    find_told,
)
from secondsource.terminal.incidents import case_page, incident_table, source_lines, summary
from secondsource.terminal.pages import (
    claim_page,
    incident_page,
    issue_table,
    link_page,
    report_page,
)
from secondsource.terminal.shown import Shown
from secondsource.terminal.waterfall import waterfall_html, waterfall_svg

__all__ = [
    "Shown",
    "case_page",
    "claim_page",
    "decision_list",
    "dispute_list",
    "find",
    "find_account",
    "find_claim",
    "find_incident",
    "find_report",
    "find_told",
    "incident_page",
    "incident_table",
    "issue_table",
    "link_page",
    "open_console",
    "report_page",
    "source_lines",
    "summary",
    "waterfall_html",
    "waterfall_svg",
]
