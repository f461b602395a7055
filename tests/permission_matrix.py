"""Who may do what: every address of the site, by every method, tried by everybody on things in every state.

The things are JAHAD's (`tests.every_state`), so `jahad.*` try their own, `samt.*` another agency's, and the others
what their office in the province gives them.

page   the answer is 200, and nothing is written
done   carried out: a redirect, and the history knows
told   a rule refuses and says so on the next page: a redirect, nothing is written
away   a redirect that neither does nor refuses anything
422, 409, 405, 404, 403    the answer has that status, and nothing is written but the person's own draft
door   a redirect to sign-in

A foreign thing is never 403: where the role could do it, the answer is 404, as for what does not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

NOBODY = "nobody"
SIDES = (
    ("jahad.editor", "jahad.head"),
    ("samt.editor", "samt.head"),
    ("planner", "planner2", "deputy", "secretariat", "auditor", "administrator"),
    (NOBODY,),
)
ACTORS = tuple(actor for side in SIDES for actor in side)

# Names for several states; one with "-" before it is left out. What was never signed, the agency and the auditor know.
SETS = {
    "@unsigned": "draft awaiting_head withdrawn left_out",
    "@signed": "under_review returned negotiation agreed approved closed rejected withdrawn_when_signed frozen",
    "@sent": "under_review negotiation agreed approved closed rejected withdrawn_when_signed frozen",
    "@inside": "awaiting_head withdrawn",
    "@returns_unsigned": "awaiting_head draft due",
}

TABLE = """
#                                                                           | jahad     | samt      | planners, deputy, secretariat | nobody
#                                                                           | edit head | edit head | pl   pl2  dep  secr audi admi |

# --- everybody's
healthz                   GET  -                                            | page page | page page | page page page page page page | page
healthz                   POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | 405
readyz                    GET  -                                            | page page | page page | page page page page page page | page
readyz                    POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | 405
set_language              GET  -                                            | away away | away away | away away away away away away | away
set_language              POST -                                            | away away | away away | away away away away away away | away
sign-in                   GET  -                                            | away away | away away | away away away away away away | page
sign-in                   POST -                                            | away away | away away | away away away away away away | page
sign-out                  GET  -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | 405
sign-out                  POST -                                            | door door | door door | door door door door door door | door
inbox                     GET  -                                            | page page | page page | page page page page page page | door
inbox                     POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
draft                     GET  -                                            | page page | page page | page page page page page page | door
draft                     POST -                                            | 422  422  | 422  422  | 422  422  422  422  422  422  | door

# --- the head's sheet
signing                   GET  -                                            | 403  page | 403  page | 403  403  403  403  403  403  | door
signing                   POST -                                            | 403  told | 403  told | 403  403  403  403  403  403  | door
signing                   POST program return                               | 403  done | 403  told | 403  403  403  403  403  403  | door
signing                   POST stale unseen                                 | 403  told | 403  told | 403  403  403  403  403  403  | door
signing-give-back         GET  -                                            | 403  405  | 403  405  | 403  403  403  403  403  403  | door
signing-give-back         POST -                                            | 403  told | 403  told | 403  403  403  403  403  403  | door
signing-give-back         POST program return                               | 403  done | 403  told | 403  403  403  403  403  403  | door
signing-give-back         POST stale                                        | 403  409  | 403  told | 403  403  403  403  403  403  | door
delegations               GET  -                                            | 403  page | 403  page | 403  403  403  403  403  403  | door
delegations               POST -                                            | 403  422  | 403  422  | 403  403  403  403  403  403  | door
delegations               POST jahad                                        | 403  done | 403  422  | 403  403  403  403  403  403  | door
delegation-revoke         GET  -                                            | 403  405  | 403  405  | 403  403  403  403  403  403  | door
delegation-revoke         POST lent                                         | 403  done | 403  404  | 403  403  403  403  403  403  | door
delegation-revoke         POST unknown                                      | 403  404  | 403  404  | 403  403  403  403  403  403  | door
signing-paper             GET  program return                               | page page | 404  404  | 404  404  404  404  page 403  | door
signing-paper             GET  correction                                   | page page | 404  404  | 404  404  404  404  page 403  | door
signing-paper             GET  sent                                         | told told | 404  404  | told told told told told 403  | door
signing-paper             GET  draft                                        | told told | 404  404  | 404  404  404  404  told 403  | door
signing-paper             GET  unknown no_kind                              | 404  404  | 404  404  | 404  404  404  404  404  403  | door
signing-paper             POST program unknown                              | 405  405  | 405  405  | 405  405  405  405  405  403  | door
letters                   GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
letters                   POST -                                            | 403  403  | 403  403  | 405  405  403  403  403  403  | door
letter-register           GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
letter-register           POST -                                            | 403  403  | 403  403  | 422  422  403  403  403  403  | door
letter-register           POST program return                               | 403  403  | 403  403  | done done 403  403  403  403  | door
letter-register           POST stale                                        | 403  403  | 403  403  | 422  422  403  403  403  403  | door
letter-scan               GET  known                                        | page page | 404  404  | page page page page page 403  | door
letter-scan               GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
letter-scan               POST known                                        | 405  405  | 405  405  | 405  405  405  405  405  403  | door
receipt                   GET  program return                               | page page | 404  404  | page page page page page 403  | door
receipt                   GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
receipt                   POST program                                      | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- lists and overviews: each shows what its reader may see (tests/test_canary.py)
program-list              GET  -                                            | page page | page page | page page page page page 403  | door
program-list              POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
master-table              GET  - open                                       | page page | page page | page page page page page 403  | door
master-table              GET  unknown no_version                           | 404  404  | 404  404  | 404  404  404  404  404  403  | door
master-table              POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
master-table-export       GET  - open                                       | page page | page page | page page page page page 403  | door
master-table-export       GET  unknown no_version                           | 404  404  | 404  404  | 404  404  404  404  404  403  | door
master-table-export       POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
master-table-csv          GET  - open                                       | page page | page page | page page page page page 403  | door
master-table-csv          GET  unknown no_version                           | 404  404  | 404  404  | 404  404  404  404  404  403  | door
master-table-csv          POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
progress                  GET  -                                            | page page | page page | page page page page page 403  | door
progress                  POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
dashboard                 GET  - open                                       | page page | page page | page page page page page 403  | door
call-board                GET  frozen open                                  | page page | page page | page page page page page 403  | door
call-board                GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
call-board                POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
call-list                 GET  -                                            | page page | page page | page page page page page 403  | door
call-list                 POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
dashboard                 GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
dashboard                 POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
history                   GET  -                                            | page page | page page | page page page page page 403  | door
history                   POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
search                    GET  -                                            | page page | page page | page page page page page page | door
search                    POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
view-save                 GET  -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
view-save                 POST -                                            | done done | done done | done done done done done 403  | door
view-save                 POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
view-change               GET  own                                          | 405  405  | 405  405  | 405  405  405  405  405  405  | door
view-change               POST own shared                                   | done 404  | 404  404  | 404  404  404  404  404  404  | door
view-change               POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
view-remove               GET  own                                          | 405  405  | 405  405  | 405  405  405  405  405  405  | door
view-remove               POST own shared                                   | done 404  | 404  404  | 404  404  404  404  404  404  | door
view-remove               POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
# --- what one is told: everybody their own
notices                   GET  -                                            | page page | page page | page page page page page page | door
notices                   POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
notices-read              GET  -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
notices-read              POST -                                            | away away | away away | away away away away away away | door
notice-read               GET  own                                          | 405  405  | 405  405  | 405  405  405  405  405  405  | door
notice-read               POST own                                          | away 404  | 404  404  | 404  404  404  404  404  404  | door
notice-read               POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
notice-settings           GET  -                                            | page page | page page | page page page page page page | door
notice-settings           POST -                                            | 422  422  | 422  422  | 422  422  422  422  422  422  | door
notice-settings           POST own                                          | done 409  | 409  409  | 409  409  409  409  409  409  | door
outbox                    GET  -                                            | 403  403  | 403  403  | 403  403  403  403  403  page | door
outbox                    POST -                                            | 403  403  | 403  403  | 403  403  403  403  403  405  | door
message-retry             GET  waiting                                      | 403  403  | 403  403  | 403  403  403  403  403  405  | door
message-retry             POST waiting                                      | 403  403  | 403  403  | 403  403  403  403  403  done | door
message-retry             POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door

choices                   GET  -                                            | page page | page page | page page page page page page | door
choices                   GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
choices                   POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door

# --- exceptions from the rules: the agency asks, a reviewer decides
exemption-ask             GET  wanting                                      | 405  403  | 405  403  | 405  405  403  403  403  403  | door
exemption-ask             POST wanting                                      | done 403  | 404  403  | 404  404  403  403  403  403  | door
exemption-ask             POST draft                                        | told 403  | 404  403  | 404  404  403  403  403  403  | door
exemption-ask             POST returned                                     | told 403  | 404  403  | 403  403  403  403  403  403  | door
exemption-ask             POST @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
exemption-ask             POST @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
exemption-ask             POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
exemption-ask             POST on_behalf                                    | told 403  | 404  403  | told told 403  403  403  403  | door
exemption-make            GET  under_review                                 | 403  403  | 403  403  | 405  405  403  403  403  403  | door
exemption-make            POST under_review returned frozen                 | 403  403  | 403  403  | told told 403  403  403  403  | door
exemption-make            POST wanting unknown                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door
exemption-make            POST on_behalf                                    | 403  403  | 403  403  | 403  told 403  403  403  403  | door
exemption-list            GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
exemption-list            POST -                                            | 403  403  | 403  403  | 405  405  403  403  403  403  | door
exemption-take-back       GET  wanting                                      | 405  403  | 405  403  | 405  405  403  403  403  403  | door
exemption-take-back       POST wanting                                      | done 403  | 404  403  | 404  404  403  403  403  403  | door
exemption-take-back       POST draft unknown                                | 404  403  | 404  403  | 404  404  403  403  403  403  | door
exemption-withdraw        GET  asked                                        | 403  403  | 403  403  | 405  405  403  403  403  403  | door
exemption-withdraw        POST asked                                        | 403  403  | 403  403  | told told 403  403  403  403  | door
exemption-withdraw        POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
exemption-decide          GET  asked                                        | 403  403  | 403  403  | 405  405  403  403  403  403  | door
exemption-decide          POST asked                                        | 403  403  | 403  403  | done done 403  403  403  403  | door
exemption-decide          POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- grading: the planning organization sets the criteria and scores, the deputy decides
grading-list              GET  -                                            | 403  403  | 403  403  | page page page page page 403  | door
grading-list              POST -                                            | 403  403  | 403  403  | 405  405  405  405  405  403  | door
grading-criteria          GET  open frozen                                  | 403  403  | 403  403  | page page 403  403  403  403  | door
grading-criteria          GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
grading-criteria          POST called frozen                                | 403  403  | 403  403  | done done 403  403  403  403  | door
grading-criteria          POST open                                         | 403  403  | 403  403  | 422  422  403  403  403  403  | door
grading-criteria          POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
grading-project           GET  @signed                                      | 403  403  | 403  403  | page page page page page 403  | door
grading-project           GET  draft awaiting_head withdrawn                | 403  403  | 403  403  | 404  404  404  404  page 403  | door
grading-project           GET  unknown                                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
grading-project           POST agreed                                       | 403  403  | 403  403  | 405  405  405  405  405  403  | door
grading-score             GET  agreed                                       | 403  403  | 403  403  | 405  405  403  403  403  403  | door
grading-score             POST under_review negotiation agreed approved     | 403  403  | 403  403  | done done 403  403  403  403  | door
grading-score             POST returned rejected closed frozen              | 403  403  | 403  403  | 422  422  403  403  403  403  | door
grading-score             POST draft unknown                                | 403  403  | 403  403  | 404  404  403  403  403  403  | door
grading-decide            GET  agreed                                       | 403  403  | 403  403  | 403  403  405  403  403  403  | door
grading-decide            POST agreed                                       | 403  403  | 403  403  | 403  403  done 403  403  403  | door
grading-decide            POST under_review returned frozen                 | 403  403  | 403  403  | 403  403  422  403  403  403  | door
grading-decide            POST draft unknown                                | 403  403  | 403  403  | 403  403  404  403  403  403  | door

# --- what is decided about the call of a year; the planning organization runs it
year-open                 GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
year-open                 POST -                                            | 403  403  | 403  403  | done done 403  403  403  403  | door
year-open                 POST frozen open                                  | 403  403  | 403  403  | 422  422  403  403  403  403  | door
call-issue                GET  open                                         | 403  403  | 403  403  | page page 403  403  403  403  | door
call-issue                GET  frozen called                                | 403  403  | 403  403  | told told 403  403  403  403  | door
call-issue                GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
call-issue                POST open                                         | 403  403  | 403  403  | done done 403  403  403  403  | door
call-issue                POST called                                       | 403  403  | 403  403  | 409  409  403  403  403  403  | door
call-issue                POST frozen                                       | 403  403  | 403  403  | 422  422  403  403  403  403  | door
call-issue                POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
call-extend               GET  called                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
call-extend               GET  frozen open                                  | 403  403  | 403  403  | told told 403  403  403  403  | door
call-extend               GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
call-extend               POST called                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
call-extend               POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
call-extend               POST frozen open                                  | 403  403  | 403  403  | 422  422  403  403  403  403  | door
call-extend               POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
call-agencies             GET  called open                                  | 403  403  | 403  403  | page page 403  403  403  403  | door
call-agencies             GET  frozen                                       | 403  403  | 403  403  | told told 403  403  403  403  | door
call-agencies             GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
call-agencies             POST called open                                  | 403  403  | 403  403  | done done 403  403  403  403  | door
call-agencies             POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
call-agencies             POST frozen                                       | 403  403  | 403  403  | 422  422  403  403  403  403  | door
call-agencies             POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- what more than one program counts: objects known to all, decisions by planners
shared-object-list        GET  -                                            | page page | page page | page page page page page 403  | door
shared-object-list        POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
shared-object-new         GET  -                                            | page 403  | page 403  | page page 403  403  403  403  | door
shared-object-new         POST another                                      | done 403  | done 403  | done done 403  403  403  403  | door
shared-object-new         POST near                                         | 422  403  | 422  403  | 422  422  403  403  403  403  | door
shared-object-edit        GET  known                                        | 403  403  | 403  403  | page page 403  403  403  403  | door
shared-object-edit        GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
shared-object-edit        POST known                                        | 403  403  | 403  403  | done done 403  403  403  403  | door
shared-object-edit        POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
shared-object-edit        POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
forecast-quality          GET  -                                            | page page | page page | page page page page page 403  | door
forecast-quality          POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
double-count-list         GET  -                                            | 403  403  | 403  403  | page page page page page 403  | door
double-count-list         POST -                                            | 403  403  | 403  403  | 405  405  405  405  405  403  | door
double-count              GET  suspected                                    | 403  403  | 403  403  | page page page page page 403  | door
double-count              GET  none unsigned unknown                        | 403  403  | 403  403  | 404  404  404  404  404  403  | door
double-count              POST suspected                                    | 403  403  | 403  403  | 405  405  405  405  405  403  | door
double-count-decide       GET  suspected                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
double-count-decide       POST suspected                                    | 403  403  | 403  403  | done done 403  403  403  403  | door
double-count-decide       POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
double-count-decide       POST untimely                                     | 403  403  | 403  403  | told told 403  403  403  403  | door
double-count-decide       POST none unsigned unknown                        | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- indicators: known to all who read, written by the planning organization
indicator-list            GET  -                                            | page page | page page | page page page page page page | door
indicator-list            POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  405  | door
indicator                 GET  used unused                                  | page page | page page | page page page page page page | door
indicator                 GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  404  | door
indicator                 POST used                                         | 405  405  | 405  405  | 405  405  405  405  405  405  | door
indicator-edit            GET  used unused                                  | 403  403  | 403  403  | page page 403  403  403  403  | door
indicator-edit            GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
indicator-edit            POST unused                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
indicator-edit            POST used                                         | 403  403  | 403  403  | 422  422  403  403  403  403  | door
indicator-edit            POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
indicator-edit            POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
indicator-past-values     GET  used unused                                  | 403  403  | 403  403  | page page 403  403  403  403  | door
indicator-past-values     GET  unknown to_come                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door
indicator-past-values     POST used unused                                  | 403  403  | 403  403  | done done 403  403  403  403  | door
indicator-past-values     POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
indicator-past-values     POST unknown to_come                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- an agency's year in one grid: of their own agency, whoever asks
year-grid                 GET  open                                         | page 403  | page 403  | 403  403  403  403  403  403  | door
year-grid                 GET  frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
year-grid                 GET  unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
year-grid                 POST open                                         | done 403  | done 403  | 403  403  403  403  403  403  | door
year-grid                 POST stale                                        | 409  403  | 422  403  | 403  403  403  403  403  403  | door
year-grid                 POST frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
year-grid                 POST unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
year-grid-preview         GET  open                                         | 405  403  | 405  403  | 403  403  403  403  403  403  | door
year-grid-preview         POST open                                         | page 403  | page 403  | 403  403  403  403  403  403  | door
year-grid-preview         POST frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
year-grid-preview         POST unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
year-grid-trajectories    GET  open                                         | 405  403  | 405  403  | 403  403  403  403  403  403  | door
year-grid-trajectories    POST open                                         | page 403  | page 403  | 403  403  403  403  403  403  | door
year-grid-trajectories    POST frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
year-grid-trajectories    POST unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door

# --- the year as a workbook: of their own agency, planners of the one that they name
year-workbook             GET  open frozen                                  | page 403  | page 403  | page page 403  403  403  403  | door
year-workbook             GET  unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
year-workbook             POST open                                         | away 403  | 422  403  | 404  404  403  403  403  403  | door
year-workbook             POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
year-workbook-file        GET  open frozen                                  | page 403  | page 403  | 404  404  403  403  403  403  | door
year-workbook-file        GET  unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
year-workbook-file        POST open                                         | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake                    GET  previewed faulty                             | page 403  | 404  403  | 404  404  403  403  403  403  | door
intake                    GET  on_behalf                                    | page 403  | 404  403  | page page 403  403  403  403  | door
intake                    GET  unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake                    POST previewed                                    | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake-decide             GET  previewed                                    | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake-decide             POST previewed                                    | away 403  | 404  403  | 404  404  403  403  403  403  | door
intake-decide             POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-apply              GET  previewed                                    | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake-apply              POST previewed                                    | done 403  | 404  403  | 404  404  403  403  403  403  | door
intake-apply              POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
intake-apply              POST faulty                                       | 422  403  | 404  403  | 404  404  403  403  403  403  | door
intake-apply              POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-discard            GET  previewed                                    | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake-discard            POST previewed                                    | away 403  | 404  403  | 404  404  403  403  403  403  | door
intake-discard            POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-returned           GET  faulty                                       | page 403  | 404  403  | 404  404  403  403  403  403  | door
intake-returned           GET  previewed unknown                            | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-returned           POST faulty                                       | 405  403  | 405  403  | 405  405  403  403  403  403  | door
intake                    GET  asking                                       | away 403  | 404  403  | 404  404  403  403  403  403  | door
intake-questions          GET  asking                                       | page 403  | 404  403  | 404  404  403  403  403  403  | door
intake-questions          GET  previewed unknown                            | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-questions          POST asking                                       | done 403  | 404  403  | 404  404  403  403  403  403  | door
intake-questions          POST previewed unknown                            | 404  403  | 404  403  | 404  404  403  403  403  403  | door
intake-apply              POST asking                                       | 409  403  | 404  403  | 404  404  403  403  403  403  | door
workbooks-at-once         GET  open                                         | 403  403  | 403  403  | page page 403  403  403  403  | door
workbooks-at-once         GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
workbooks-at-once         POST open                                         | 403  403  | 403  403  | 422  422  403  403  403  403  | door
workbook-batch            GET  batch                                        | 403  403  | 403  403  | page 404  403  403  403  403  | door
workbook-batch            GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
workbook-batch            POST batch                                        | 403  403  | 403  403  | 405  405  403  403  403  403  | door
workbook-batch-apply      GET  batch                                        | 403  403  | 403  403  | 405  405  403  403  403  403  | door
workbook-batch-apply      POST batch                                        | 403  403  | 403  403  | done 404  403  403  403  403  | door
workbook-batch-apply      POST unseen                                       | 403  403  | 403  403  | away 404  403  403  403  403  | door
workbook-batch-apply      POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- the work of one year in another: of their own agency, whoever asks
carry-over                GET  open                                         | page 403  | page 403  | 403  403  403  403  403  403  | door
carry-over                GET  frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
carry-over                GET  unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
carry-over                POST open                                         | done 403  | 422  403  | 403  403  403  403  403  403  | door
carry-over                POST into_foreign                                 | 422  403  | 422  403  | 403  403  403  403  403  403  | door
carry-over                POST frozen                                       | 403  403  | 403  403  | 403  403  403  403  403  403  | door
carry-over                POST unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
program-copy              GET  @unsigned @signed                            | page 403  | 404  403  | 403  403  403  403  403  403  | door
program-copy              GET  unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door
program-copy              POST @unsigned @signed                            | done 403  | 404  403  | 403  403  403  403  403  403  | door
program-copy              POST into_frozen                                  | 422  403  | 404  403  | 403  403  403  403  403  403  | door
program-copy              POST unknown                                      | 404  403  | 404  403  | 403  403  403  403  403  403  | door

# --- a program
program-new               GET  -                                            | page 403  | page 403  | page page 403  403  403  403  | door
program-new               POST -                                            | done 403  | 422  403  | done done 403  403  403  403  | door
program-new               POST foreign                                      | 422  403  | done 403  | done done 403  403  403  403  | door
program-new               POST frozen                                       | done 403  | 422  403  | done done 403  403  403  403  | door
program-detail            GET  @unsigned                                    | page page | 404  404  | 404  404  404  404  page 403  | door
program-detail            GET  @signed                                      | page page | 404  404  | page page page page page 403  | door
program-detail            GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
program-detail            POST draft unknown                                | 405  405  | 405  405  | 405  405  405  405  405  403  | door
program-edit              GET  draft left_out                               | page 403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              GET  returned                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
program-edit              GET  @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              GET  @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
program-edit              GET  unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              POST returned                                     | done 403  | 404  403  | 403  403  403  403  403  403  | door
program-edit              POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              POST @inside                                      | 409  403  | 404  403  | 404  404  403  403  403  403  | door
program-edit              POST @sent                                        | 409  403  | 404  403  | 403  403  403  403  403  403  | door
program-edit              POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
project-add               GET  draft                                        | page 403  | 404  403  | 404  404  403  403  403  403  | door
project-add               GET  returned                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
project-add               GET  @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
project-add               GET  @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
project-add               GET  unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
project-add               POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
project-add               POST returned                                     | done 403  | 404  403  | 403  403  403  403  403  403  | door
project-add               POST @inside                                      | 409  403  | 404  403  | 404  404  403  403  403  403  | door
project-add               POST @sent                                        | 409  403  | 404  403  | 403  403  403  403  403  403  | door
project-add               POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              GET  draft                                        | page 403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              GET  returned                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
project-edit              GET  @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              GET  @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
project-edit              GET  unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              POST returned                                     | done 403  | 404  403  | 403  403  403  403  403  403  | door
project-edit              POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              POST @inside                                      | 409  403  | 404  403  | 404  404  403  403  403  403  | door
project-edit              POST @sent                                        | 409  403  | 404  403  | 403  403  403  403  403  403  | door
project-edit              POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
project-remove            GET  draft                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
project-remove            POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
project-remove            POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
project-remove            POST returned                                     | told 403  | 404  403  | 403  403  403  403  403  403  | door
project-remove            POST @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
project-remove            POST @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
project-remove            POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
target-add                GET  draft                                        | page 403  | 404  403  | 404  404  403  403  403  403  | door
target-add                GET  returned                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
target-add                GET  @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
target-add                GET  @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
target-add                GET  unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
target-add                POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
target-add                POST returned                                     | done 403  | 404  403  | 403  403  403  403  403  403  | door
target-add                POST @inside                                      | 409  403  | 404  403  | 404  404  403  403  403  403  | door
target-add                POST @sent                                        | 409  403  | 404  403  | 403  403  403  403  403  403  | door
target-add                POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               GET  draft                                        | page 403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               GET  returned                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
target-edit               GET  @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               GET  @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
target-edit               GET  unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               POST returned                                     | done 403  | 404  403  | 403  403  403  403  403  403  | door
target-edit               POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               POST @inside                                      | 409  403  | 404  403  | 404  404  403  403  403  403  | door
target-edit               POST @sent                                        | 409  403  | 404  403  | 403  403  403  403  403  403  | door
target-edit               POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
target-remove             GET  draft                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
target-remove             POST draft left_out                               | done 403  | 404  403  | 404  404  403  403  403  403  | door
target-remove             POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
target-remove             POST returned                                     | told 403  | 404  403  | 403  403  403  403  403  403  | door
target-remove             POST @inside                                      | 403  403  | 404  403  | 404  404  403  403  403  403  | door
target-remove             POST @sent                                        | 403  403  | 404  403  | 403  403  403  403  403  403  | door
target-remove             POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
figure                    GET  @unsigned                                    | page page | 404  404  | 404  404  404  404  page 403  | door
figure                    GET  @signed                                      | page page | 404  404  | page page page page page 403  | door
figure                    GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
figure                    POST frozen unknown                               | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- at the table (چانه‌زنی): what the agency's head and the planning organization offer each other, what the deputy rules
bargaining                GET  @unsigned                                    | page page | 404  404  | 404  404  404  404  page 403  | door
bargaining                GET  @signed countered ruling_asked               | page page | 404  404  | page page page page page 403  | door
bargaining                GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
bargaining                POST negotiation unknown                          | 405  405  | 405  405  | 405  405  405  405  405  403  | door
bargaining-offer          GET  -                                            | 403  405  | 403  405  | 405  405  403  403  403  403  | door
bargaining-offer          POST negotiation                                  | 403  422  | 403  404  | done done 403  403  403  403  | door
bargaining-offer          POST countered                                    | 403  done | 403  404  | 422  422  403  403  403  403  | door
bargaining-offer          POST ruling_asked                                 | 403  422  | 403  404  | 422  422  403  403  403  403  | door
bargaining-offer          POST stale                                        | 403  409  | 403  404  | 409  409  403  403  403  403  | door
bargaining-offer          POST @unsigned                                    | 403  409  | 403  404  | 404  404  403  403  403  403  | door
bargaining-offer          POST @signed -negotiation                         | 403  409  | 403  404  | 409  409  403  403  403  403  | door
bargaining-offer          POST unknown                                      | 403  404  | 403  404  | 404  404  403  403  403  403  | door
bargaining-accept         GET  -                                            | 403  405  | 403  405  | 405  405  403  403  403  403  | door
bargaining-accept         POST negotiation ruling_asked                     | 403  422  | 403  404  | done done 403  403  403  403  | door
bargaining-accept         POST countered                                    | 403  done | 403  404  | 422  422  403  403  403  403  | door
bargaining-accept         POST stale                                        | 403  409  | 403  404  | 409  409  403  403  403  403  | door
bargaining-accept         POST @unsigned                                    | 403  409  | 403  404  | 404  404  403  403  403  403  | door
bargaining-accept         POST @signed -negotiation                         | 403  409  | 403  404  | 409  409  403  403  403  403  | door
bargaining-accept         POST unknown                                      | 403  404  | 403  404  | 404  404  403  403  403  403  | door
bargaining-ask            GET  -                                            | 403  405  | 403  405  | 405  405  403  403  403  403  | door
bargaining-ask            POST negotiation                                  | 403  422  | 403  404  | done done 403  403  403  403  | door
bargaining-ask            POST countered                                    | 403  done | 403  404  | 422  422  403  403  403  403  | door
bargaining-ask            POST ruling_asked                                 | 403  422  | 403  404  | 409  409  403  403  403  403  | door
bargaining-ask            POST @unsigned                                    | 403  409  | 403  404  | 404  404  403  403  403  403  | door
bargaining-ask            POST @signed -negotiation                         | 403  409  | 403  404  | 409  409  403  403  403  403  | door
bargaining-ask            POST unknown                                      | 403  404  | 403  404  | 404  404  403  403  403  403  | door
bargaining-letter         GET  -                                            | 403  403  | 403  403  | 405  405  403  403  403  403  | door
bargaining-letter         POST countered                                    | 403  403  | 403  403  | 422  done 403  403  403  403  | door
bargaining-letter         POST negotiation ruling_asked                     | 403  403  | 403  403  | 422  422  403  403  403  403  | door
bargaining-letter         POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
bargaining-letter         POST @unsigned                                    | 403  403  | 403  403  | 404  404  403  403  403  403  | door
bargaining-letter         POST @signed -negotiation                         | 403  403  | 403  403  | 409  409  403  403  403  403  | door
bargaining-letter         POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
bargaining-rule           GET  -                                            | 403  403  | 403  403  | 403  403  405  403  403  403  | door
bargaining-rule           POST ruling_asked                                 | 403  403  | 403  403  | 403  403  done 403  403  403  | door
bargaining-rule           POST negotiation countered                        | 403  403  | 403  403  | 403  403  422  403  403  403  | door
bargaining-rule           POST @unsigned                                    | 403  403  | 403  403  | 403  403  404  403  403  403  | door
bargaining-rule           POST @signed -negotiation                         | 403  403  | 403  403  | 403  403  409  403  403  403  | door
bargaining-rule           POST unknown                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door
sitting-list              GET  - frozen open                                | page page | page page | page page page page page 403  | door
sitting-list              GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-list              POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-agency            GET  - frozen open                                | page page | 404  404  | page page page page page 403  | door
sitting-agency            GET  unknown no_year                              | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-agency            POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-agency-moves      GET  open                                         | page page | 404  404  | page page page page page 403  | door
sitting-agency-moves      GET  unknown no_year no_moment                    | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-agency-moves      POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-sector            GET  - frozen open                                | page page | page page | page page page page page 403  | door
sitting-sector            GET  unknown no_year                              | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-sector            POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-sector-moves      GET  open                                         | page page | page page | page page page page page 403  | door
sitting-sector-moves      GET  unknown no_year no_moment                    | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-sector-moves      POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-agency-minutes    GET  open                                         | page page | 404  404  | page page page page page 403  | door
sitting-agency-minutes    GET  unknown no_year no_such_kind                 | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-agency-minutes    POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sitting-sector-minutes    GET  open                                         | page page | page page | page page page page page 403  | door
sitting-sector-minutes    GET  unknown no_year no_such_kind                 | 404  404  | 404  404  | 404  404  404  404  404  403  | door
sitting-sector-minutes    POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- sheets for a session: an agency's own is its people's too, what cuts across the agencies is the province's
agency-sheet              GET  - open                                       | page page | 404  404  | page page page page page 403  | door
agency-sheet              GET  unknown no_year                              | 404  404  | 404  404  | 404  404  404  404  404  403  | door
agency-sheet              POST open                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
sector-sheet              GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
sector-sheet              GET  unknown no_year                              | 403  403  | 403  403  | 404  404  404  404  404  403  | door
sector-sheet              POST open                                         | 403  403  | 403  403  | 405  405  405  405  405  403  | door
county-sheet              GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
county-sheet              GET  unknown no_year                              | 403  403  | 403  403  | 404  404  404  404  404  403  | door
county-sheet              POST open                                         | 403  403  | 403  403  | 405  405  405  405  405  403  | door
industry-sheet            GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
industry-sheet            GET  unknown no_year                              | 403  403  | 403  403  | 404  404  404  404  404  403  | door
industry-sheet            POST open                                         | 403  403  | 403  403  | 405  405  405  405  405  403  | door
county-map                GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
county-map                GET  unknown                                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
county-map                POST -                                            | 403  403  | 403  403  | 405  405  405  405  405  403  | door
industry-list             GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
industry-list             GET  unknown                                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
industry-list             POST -                                            | 403  403  | 403  403  | 405  405  405  405  405  403  | door
coverage                  GET  - open                                       | 403  403  | 403  403  | page page page page page 403  | door
coverage                  GET  unknown                                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
coverage                  POST -                                            | 403  403  | 403  403  | 405  405  405  405  405  403  | door
compare                   GET  - open                                       | page page | page page | page page page page page 403  | door
compare                   GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
compare                   POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
what-if-agency            GET  - open                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
what-if-agency            GET  unknown no_year                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door
what-if-agency            POST open                                         | 403  403  | 403  403  | away away 403  403  403  403  | door
what-if-sector            GET  - open                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
what-if-sector            GET  unknown no_year                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door
what-if-sector            POST open                                         | 403  403  | 403  403  | away away 403  403  403  403  | door

# --- entered on the agency's behalf: by planners beside the agency, and nobody's else before it is signed
program-detail            GET  on_behalf                                    | page page | 404  404  | page page 404  404  page 403  | door
program-edit              GET  on_behalf                                    | page 403  | 404  403  | page page 403  403  403  403  | door
program-edit              POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
project-add               POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
project-edit              POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
project-remove            POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
target-add                POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
target-edit               POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
target-remove             POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
figure                    GET  on_behalf                                    | page page | 404  404  | page page 404  404  page 403  | door
remark-add                POST on_behalf                                    | 403  403  | 403  403  | 403  done 403  403  403  403  | door
program-move:submit       POST on_behalf                                    | done 403  | 404  404  | done done 404  404  403  403  | door
program-move:sign         POST on_behalf                                    | 403  409  | 404  404  | 403  403  404  404  403  403  | door
program-move:withdraw     POST on_behalf                                    | done done | 404  404  | 403  403  404  404  403  403  | door
progress-report           GET  on_behalf                                    | page page | 404  404  | page page 404  404  page 403  | door
progress-grid             GET  on_behalf                                    | page 403  | 404  403  | page page 403  403  403  403  | door
progress-grid             POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
progress-grid-preview     POST on_behalf                                    | page 403  | 404  403  | page page 403  403  403  403  | door
progress-save             POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
evidence-add              POST on_behalf                                    | done 403  | 404  403  | done done 403  403  403  403  | door
progress-nothing          POST on_behalf                                      | done 403  | 404  403  | done done 403  403  403  403  | door
progress-on-behalf        GET  due                                          | 403  403  | 403  403  | page page 403  403  403  403  | door
progress-on-behalf        GET  settled unknown                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-on-behalf        POST due                                          | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-on-behalf        POST draft awaiting_head on_behalf                | 403  403  | 403  403  | told told 403  403  403  403  | door
progress-on-behalf        POST settled unknown                              | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- closed periods that are open once more
reopening-list            GET  -                                              | page page | page page | page page page page page 403  | door
reopening-list            POST -                                              | 405  405  | 405  405  | 405  405  405  405  405  403  | door
reopening-new             GET  -                                              | 403  403  | 403  403  | page page 403  403  403  403  | door
reopening-new             POST -                                              | 403  403  | 403  403  | done done 403  403  403  403  | door
reopening-new             POST twice                                          | 403  403  | 403  403  | 422  422  403  403  403  403  | door
reopening-revoke          GET  -                                              | 403  403  | 403  403  | page page 403  403  403  403  | door
reopening-revoke          GET  unknown                                        | 403  403  | 403  403  | 404  404  403  403  403  403  | door
reopening-revoke          POST -                                              | 403  403  | 403  403  | done done 403  403  403  403  | door
reopening-revoke          POST unknown                                        | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- what the province needs: figures in force are everybody's, proposals the province's
macro-target-list         GET  -                                            | page page | page page | page page page page page 403  | door
macro-target-list         POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
macro-target              GET  in_force waiting                             | page page | page page | page page page page page 403  | door
macro-target              GET  unapproved                                   | 404  404  | 404  404  | page page page page page 403  | door
macro-target              GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
macro-target              POST in_force                                     | 405  405  | 405  405  | 405  405  405  405  405  403  | door
macro-target-add          GET  open frozen                                  | 403  403  | 403  403  | page page 403  403  403  403  | door
macro-target-add          GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-add          POST open                                         | 403  403  | 403  403  | done done 403  403  403  403  | door
macro-target-add          POST frozen                                       | 403  403  | 403  403  | 422  422  403  403  403  403  | door
macro-target-add          POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-propose      GET  in_force waiting unapproved                  | 403  403  | 403  403  | page page 403  403  403  403  | door
macro-target-propose      GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-propose      POST in_force waiting unapproved                  | 403  403  | 403  403  | done done 403  403  403  403  | door
macro-target-propose      POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
macro-target-propose      POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-decide:approve GET  waiting                                    | 403  403  | 403  403  | 403  403  405  403  403  403  | door
macro-target-decide:approve POST waiting unapproved                         | 403  403  | 403  403  | 403  403  done 403  403  403  | door
macro-target-decide:approve POST in_force                                   | 403  403  | 403  403  | 403  403  409  403  403  403  | door
macro-target-decide:approve POST unknown                                    | 403  403  | 403  403  | 403  403  404  403  403  403  | door
macro-target-decide:return POST waiting unapproved                          | 403  403  | 403  403  | 403  403  done 403  403  403  | door
macro-target-decide:forget POST waiting                                     | 403  403  | 403  403  | 403  403  404  403  403  403  | door
macro-target-withdraw     GET  waiting                                      | 403  403  | 403  403  | 405  405  403  403  403  403  | door
macro-target-withdraw     POST waiting unapproved                           | 403  403  | 403  403  | done told 403  403  403  403  | door
macro-target-withdraw     POST in_force                                     | 403  403  | 403  403  | 409  409  403  403  403  403  | door
macro-target-withdraw     POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-observations GET  frozen in_force unapproved                   | 403  403  | 403  403  | page page 403  403  403  403  | door
macro-target-observations GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
macro-target-observations POST frozen                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
macro-target-observations POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
macro-target-observations POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- what changes after the freeze: versions are everybody's, amendments the province's
version-list              GET  frozen open                                  | page page | page page | page page page page page 403  | door
version-list              GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
version-list              POST frozen                                       | 405  405  | 405  405  | 405  405  405  405  405  403  | door
version-compare           GET  frozen                                       | page page | page page | page page page page page 403  | door
version-compare           GET  open unknown no_version                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
version-compare           POST frozen                                       | 405  405  | 405  405  | 405  405  405  405  405  403  | door
version-workbook          GET  frozen                                       | 403  403  | 403  403  | page page page page page 403  | door
version-workbook          GET  open unknown no_version                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
version-workbook          POST frozen                                       | 403  403  | 403  403  | 405  405  405  405  405  403  | door
amendment-propose         GET  frozen                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
amendment-propose         GET  open unknown                                 | 403  403  | 403  403  | 404  404  403  403  403  403  | door
amendment-propose         POST frozen                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
amendment-propose         POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
amendment-propose         POST open unknown                                 | 403  403  | 403  403  | 404  404  403  403  403  403  | door
amendment-preview         GET  frozen                                       | 403  403  | 403  403  | 405  405  403  403  403  403  | door
amendment-preview         POST frozen                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
amendment-preview         POST open unknown                                 | 403  403  | 403  403  | 404  404  403  403  403  403  | door
wording-correct           GET  frozen                                       | 403  403  | 403  403  | page page 403  403  403  403  | door
wording-correct           GET  @signed -frozen                              | 403  403  | 403  403  | 403  403  403  403  403  403  | door
wording-correct           GET  @unsigned unknown                            | 403  403  | 403  403  | 404  404  403  403  403  403  | door
wording-correct           POST frozen                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
wording-correct           POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
wording-correct           POST approved                                     | 403  403  | 403  403  | 403  403  403  403  403  403  | door
wording-correct           POST draft unknown                                | 403  403  | 403  403  | 404  404  403  403  403  403  | door
amendment                 GET  waiting taken_back                           | 403  403  | 403  403  | page page page page page 403  | door
amendment                 GET  unknown                                      | 403  403  | 403  403  | 404  404  404  404  404  403  | door
amendment                 POST waiting                                      | 403  403  | 403  403  | 405  405  405  405  405  403  | door
amendment-file            GET  waiting                                      | 403  403  | 403  403  | page page page page page 403  | door
amendment-file            GET  taken_back unknown                           | 403  403  | 403  403  | 404  404  404  404  404  403  | door
amendment-file            POST waiting                                      | 403  403  | 403  403  | 405  405  405  405  405  403  | door
amendment-withdraw        GET  waiting                                      | 403  403  | 403  403  | 405  405  403  403  403  403  | door
amendment-withdraw        POST waiting                                      | 403  403  | 403  403  | done told 403  403  403  403  | door
amendment-withdraw        POST taken_back                                   | 403  403  | 403  403  | 409  409  403  403  403  403  | door
amendment-withdraw        POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
amendment-decide:approve  GET  waiting                                      | 403  403  | 403  403  | 403  403  405  403  403  403  | door
amendment-decide:approve  POST waiting                                      | 403  403  | 403  403  | 403  403  done 403  403  403  | door
amendment-decide:approve  POST taken_back                                   | 403  403  | 403  403  | 403  403  409  403  403  403  | door
amendment-decide:approve  POST unknown                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door
amendment-decide:reject   POST waiting                                      | 403  403  | 403  403  | 403  403  done 403  403  403  | door
amendment-decide:forget   POST waiting                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door

# --- what is said about it
remark-add                GET  under_review                                 | 403  403  | 403  403  | 405  405  403  403  403  403  | door
remark-add                POST @signed                                      | 403  403  | 403  403  | done done 403  403  403  403  | door
remark-add                POST @unsigned unknown                            | 403  403  | 403  403  | 404  404  403  403  403  403  | door
remark-answer             GET  returned                                     | 405  403  | 405  403  | 405  405  403  403  403  403  | door
remark-answer             POST returned under_review                        | done 403  | 404  403  | 403  403  403  403  403  403  | door
remark-answer             POST answered                                     | 409  403  | 404  403  | 403  403  403  403  403  403  | door
remark-answer             POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
remark-resolve            GET  returned                                     | 403  403  | 403  403  | 405  405  403  403  403  403  | door
remark-resolve            POST returned under_review answered               | 403  403  | 403  403  | done done 403  403  403  403  | door
remark-resolve            POST unknown no_part other_part                   | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- decisions on a part
project-decide            GET  under_review                                 | 403  403  | 403  403  | 405  405  403  403  403  403  | door
project-decide            POST under_review negotiation                     | 403  403  | 403  403  | told told 403  403  403  403  | door
project-decide            POST @signed -under_review -negotiation           | 403  403  | 403  403  | 409  409  403  403  403  403  | door
project-decide            POST @unsigned unknown no_part other_part         | 403  403  | 403  403  | 404  404  403  403  403  403  | door
program-approve-list      GET  frozen open                                  | 403  403  | 403  403  | 403  403  page 403  403  403  | door
program-approve-list      GET  unknown                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door
program-approve-list      POST open                                         | 403  403  | 403  403  | 403  403  done 403  403  403  | door
program-approve-list      POST stale                                        | 403  403  | 403  403  | 403  403  told 403  403  403  | door
program-approve-list      POST frozen                                       | 403  403  | 403  403  | 403  403  422  403  403  403  | door
program-approve-list      POST unknown                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door

# --- its way: the move stands after the colon
program-move:submit       GET  draft unknown                                | 405  405  | 405  405  | 405  405  405  405  405  403  | door
program-move:no_such_move POST draft                                        | told told | 404  404  | 404  404  404  404  told 403  | door
program-move:submit       POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
program-move:submit       POST draft left_out                               | done 403  | 404  404  | 404  404  404  404  403  403  | door
program-move:submit       POST returned                                     | done 403  | 404  404  | 403  403  403  403  403  403  | door
program-move:submit       POST awaiting_head withdrawn                      | 409  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:submit       POST @signed -returned                            | 409  403  | 404  404  | 403  403  403  403  403  403  | door
program-move:recall       POST awaiting_head                                | done 403  | 404  404  | 404  404  404  404  403  403  | door
program-move:recall       POST draft withdrawn left_out                     | 409  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:recall       POST @signed                                      | 409  403  | 404  404  | 403  403  403  403  403  403  | door
program-move:sign         POST awaiting_head                                | 403  done | 404  404  | 404  404  404  404  403  403  | door
program-move:sign         POST draft withdrawn left_out                     | 403  409  | 404  404  | 404  404  404  404  403  403  | door
program-move:sign         POST @signed                                      | 403  409  | 404  404  | 403  403  403  403  403  403  | door
program-move:send_back    POST awaiting_head                                | 403  done | 404  404  | 404  404  404  404  403  403  | door
program-move:send_back    POST draft withdrawn left_out                     | 403  409  | 404  404  | 404  404  404  404  403  403  | door
program-move:send_back    POST @signed                                      | 403  409  | 404  404  | 403  403  403  403  403  403  | door
program-move:return       POST under_review negotiation                     | 403  403  | 404  404  | done done 403  403  403  403  | door
program-move:return       POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:return       POST @signed -under_review -negotiation           | 403  403  | 404  404  | 409  409  403  403  403  403  | door
program-move:negotiate    POST under_review                                 | 403  403  | 404  404  | done done 403  403  403  403  | door
program-move:negotiate    POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:negotiate    POST @signed -under_review                        | 403  403  | 404  404  | 409  409  403  403  403  403  | door
program-move:accept       POST under_review negotiation                     | 403  403  | 404  404  | done done 403  403  403  403  | door
program-move:accept       POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:accept       POST @signed -under_review -negotiation           | 403  403  | 404  404  | 409  409  403  403  403  403  | door
program-move:reject       POST under_review negotiation                     | 403  403  | 404  404  | done done 403  403  403  403  | door
program-move:reject       POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:reject       POST @signed -under_review -negotiation           | 403  403  | 404  404  | 409  409  403  403  403  403  | door
program-move:approve      POST agreed                                       | 403  403  | 404  404  | 403  403  done 403  403  403  | door
program-move:approve      POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:approve      POST @signed -agreed                              | 403  403  | 404  404  | 403  403  409  403  403  403  | door
program-move:review_again POST agreed                                       | 403  403  | 404  404  | 403  403  done 403  403  403  | door
program-move:review_again POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:review_again POST @signed -agreed                              | 403  403  | 404  404  | 403  403  409  403  403  403  | door
program-move:withdraw     POST draft left_out                               | done done | 404  404  | 404  404  404  404  403  403  | door
program-move:withdraw     POST returned under_review negotiation            | done done | 404  404  | 403  403  403  403  403  403  | door
program-move:withdraw     POST awaiting_head withdrawn                      | 409  409  | 404  404  | 404  404  404  404  403  403  | door
program-move:withdraw     POST @signed -under_review -returned -negotiation | 409  409  | 404  404  | 403  403  403  403  403  403  | door
program-move:close        POST approved frozen                              | 403  403  | 404  404  | 403  403  done 403  403  403  | door
program-move:close        POST @unsigned                                    | 403  403  | 404  404  | 404  404  404  404  403  403  | door
program-move:close        POST @signed -approved -frozen                    | 403  403  | 404  404  | 403  403  409  403  403  403  | door
year-freeze               GET  open                                         | 403  403  | 403  403  | 403  403  405  403  403  403  | door
year-freeze               POST open                                         | 403  403  | 403  403  | 403  403  done 403  403  403  | door
year-freeze               POST frozen                                       | 403  403  | 403  403  | 403  403  told 403  403  403  | door
year-freeze               POST unknown                                      | 403  403  | 403  403  | 403  403  404  403  403  403  | door

# --- an agency's return for a period
progress-report           GET  settled submitted correction                 | page page | 404  404  | page page page page page 403  | door
progress-report           GET  @returns_unsigned                            | page page | 404  404  | 404  404  404  404  page 403  | door
progress-report           GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
progress-report           POST draft                                        | 405  405  | 405  405  | 405  405  405  405  405  403  | door
progress-grid             GET  draft due awaiting_head                     | page 403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid             GET  submitted settled                           | page 403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid             GET  unknown                                     | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid             POST draft due                                   | done 403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid             POST submitted                                   | done 403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid             POST stale                                       | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid             POST awaiting_head                               | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid             POST settled correction                          | 409  403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid             POST unknown                                     | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-send        GET  draft                                       | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-grid-send        POST draft due                                   | done 403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-send        POST submitted                                   | done 403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid-send        POST stale                                       | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-send        POST awaiting_head                               | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-send        POST settled correction                          | 409  403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid-send        POST unknown                                     | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-preview     GET  draft                                       | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-grid-preview     POST draft                                       | page 403  | 404  403  | 404  404  403  403  403  403  | door
progress-grid-preview     POST settled                                     | page 403  | 404  403  | 403  403  403  403  403  403  | door
progress-grid-preview     POST unknown                                     | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-save             GET  draft                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-save             POST draft due                                    | done 403  | 404  403  | 404  404  403  403  403  403  | door
progress-save             POST submitted                                    | done 403  | 404  403  | 403  403  403  403  403  403  | door
progress-save             POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-save             POST awaiting_head                                | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-save             POST settled correction                           | 409  403  | 404  403  | 403  403  403  403  403  403  | door
progress-save             POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-send             GET  draft                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-send             POST draft due                                    | done 403  | 404  403  | 404  404  403  403  403  403  | door
progress-send             POST submitted                                    | done 403  | 404  403  | 403  403  403  403  403  403  | door
progress-send             POST stale                                        | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-send             POST awaiting_head                                | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-send             POST settled correction                           | 409  403  | 404  403  | 403  403  403  403  403  403  | door
progress-send             POST unknown                                      | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-nothing          GET  draft                                          | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-nothing          POST due                                            | done 403  | 404  403  | 404  404  403  403  403  403  | door
progress-nothing          POST draft awaiting_head                            | told 403  | 404  403  | 404  404  403  403  403  403  | door
progress-nothing          POST submitted settled correction                   | told 403  | 404  403  | 403  403  403  403  403  403  | door
progress-nothing          POST stale                                          | 409  403  | 404  403  | 404  404  403  403  403  403  | door
progress-nothing          POST unknown                                        | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-line-restate     GET  settled                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
progress-line-restate     POST settled                                        | done 403  | 404  403  | 403  403  403  403  403  403  | door
progress-line-restate     POST submitted correction                           | told 403  | 404  403  | 403  403  403  403  403  403  | door
progress-line-restate     POST @returns_unsigned                              | told 403  | 404  403  | 404  404  403  403  403  403  | door
progress-line-restate     POST unknown no_part other_part                     | 404  403  | 404  403  | 404  404  403  403  403  403  | door
progress-sign             GET  awaiting_head                                | 403  405  | 403  405  | 403  403  403  403  403  403  | door
progress-sign             POST awaiting_head correction                     | 403  done | 403  404  | 403  403  403  403  403  403  | door
progress-sign             POST stale                                        | 403  409  | 403  404  | 403  403  403  403  403  403  | door
progress-sign             POST settled submitted draft due                  | 403  told | 403  404  | 403  403  403  403  403  403  | door
progress-sign             POST unknown                                      | 403  404  | 403  404  | 403  403  403  403  403  403  | door
progress-send-back        GET  awaiting_head                                | 403  405  | 403  405  | 403  403  403  403  403  403  | door
progress-send-back        POST awaiting_head correction                     | 403  done | 403  404  | 403  403  403  403  403  403  | door
progress-send-back        POST settled submitted draft due                  | 403  told | 403  404  | 403  403  403  403  403  403  | door
progress-send-back        POST unknown                                      | 403  404  | 403  404  | 403  403  403  403  403  403  | door
progress-settle           GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-settle           POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-settle           POST stale_submitted                              | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-settle           POST settled                                      | 403  403  | 403  403  | told told 403  403  403  403  | door
progress-settle           POST @returns_unsigned unknown                    | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-settle      GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-settle      POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-line-settle      POST returned_line                                | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-settle      POST settled                                      | 403  403  | 403  403  | told told 403  403  403  403  | door
progress-line-settle      POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-return      GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-return      POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-line-return      POST returned_line                                | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-return      POST settled                                      | 403  403  | 403  403  | told told 403  403  403  403  | door
progress-line-return      POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door

# --- one line of a return, and the work list of the reviewers
progress-line             GET  settled submitted correction adjusted        | page page | 404  404  | page page page page page 403  | door
progress-line             GET  @returns_unsigned                            | page page | 404  404  | 404  404  404  404  page 403  | door
progress-line             GET  unknown no_part other_part                   | 404  404  | 404  404  | 404  404  404  404  404  403  | door
progress-line             POST draft                                        | 405  405  | 405  405  | 405  405  405  405  405  403  | door
progress-line-adjust      GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-adjust      POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-line-adjust      POST returned_line stale_submitted                | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-adjust      POST settled adjusted                             | 403  403  | 403  403  | 422  422  403  403  403  403  | door
progress-line-adjust      POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-dispute     GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-dispute     POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
progress-line-dispute     POST returned_line stale_submitted                | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-dispute     POST settled adjusted                             | 403  403  | 403  403  | 422  422  403  403  403  403  | door
progress-line-dispute     POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-keep        GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-keep        POST submitted correction returned_line           | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-keep        POST settled adjusted                             | 403  403  | 403  403  | 422  422  403  403  403  403  | door
progress-line-keep        POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-take-back   GET  submitted                                    | 403  403  | 403  403  | 405  405  403  403  403  403  | door
progress-line-take-back   POST submitted correction returned_line           | 403  403  | 403  403  | 409  409  403  403  403  403  | door
progress-line-take-back   POST settled adjusted                             | 403  403  | 403  403  | 422  422  403  403  403  403  | door
progress-line-take-back   POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 404  404  403  403  403  403  | door
progress-line-object      GET  adjusted                                     | 403  405  | 403  405  | 403  403  403  403  403  403  | door
progress-line-object      POST adjusted                                     | 403  done | 403  404  | 403  403  403  403  403  403  | door
progress-line-object      POST settled submitted correction draft due       | 403  409  | 403  404  | 403  403  403  403  403  403  | door
progress-line-object      POST unknown no_part other_part                   | 403  404  | 403  404  | 403  403  403  403  403  403  | door
progress-line-rule        GET  submitted                                    | 403  403  | 403  403  | 403  403  405  403  403  403  | door
progress-line-rule        POST settled submitted correction adjusted        | 403  403  | 403  403  | 403  403  409  403  403  403  | door
progress-line-rule        POST @returns_unsigned unknown no_part other_part | 403  403  | 403  403  | 403  403  404  403  403  403  | door
verification-list         GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
verification-list         POST -                                            | 403  403  | 403  403  | 422  422  403  403  403  403  | door
verification-list         POST submitted                                    | 403  403  | 403  403  | done done 403  403  403  403  | door
verification-list         POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
field-visit-new           GET  submitted correction                         | 403  403  | 403  403  | page page 403  403  403  403  | door
field-visit-new           GET  @returns_unsigned unknown no_part            | 403  403  | 403  403  | 404  404  403  403  403  403  | door
field-visit-new           GET  settled                                      | 403  403  | 403  403  | 403  403  403  403  403  403  | door
field-visit-new           POST submitted correction                         | 403  403  | 403  403  | done done 403  403  403  403  | door
field-visit-new           POST stale_submitted                              | 403  403  | 403  403  | 409  409  403  403  403  403  | door
field-visit-new           POST @returns_unsigned unknown no_part            | 403  403  | 403  403  | 404  404  403  403  403  403  | door
field-visit               GET  recorded                                     | page page | 404  404  | page page page page page 403  | door
field-visit               GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
field-visit               POST recorded                                     | 405  405  | 405  405  | 405  405  405  405  405  403  | door
visit-photo               GET  recorded                                     | page page | 404  404  | page page page page page 403  | door
visit-photo               GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
visit-photo               POST recorded                                     | 405  405  | 405  405  | 405  405  405  405  405  403  | door
evidence-add              GET  draft                                        | 405  403  | 405  403  | 405  405  403  403  403  403  | door
evidence-add              POST draft due                                    | done 403  | 404  403  | 404  404  403  403  403  403  | door
evidence-add              POST returned_line                                | done 403  | 404  403  | 403  403  403  403  403  403  | door
evidence-add              POST awaiting_head                                | told 403  | 404  403  | 404  404  403  403  403  403  | door
evidence-add              POST settled submitted correction                 | told 403  | 404  403  | 403  403  403  403  403  403  | door
evidence-add              POST unknown no_part other_part                   | 404  403  | 404  403  | 404  404  403  403  403  403  | door
evidence-file             GET  settled submitted                            | page page | 404  404  | page page page page page 403  | door
evidence-file             GET  corrected awaiting_head draft                | page page | 404  404  | 404  404  404  404  page 403  | door
evidence-file             GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
evidence-file             POST settled unknown                              | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- what stands in the way: an agency's own, and what the province has before it
challenge-list            GET  -                                            | page page | page page | page page page page page 403  | door
challenge-list            POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
challenge-decisions       GET  - open                                       | page page | page page | page page page page page 403  | door
challenge-decisions       GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
challenge-decisions       POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
challenge-pick            GET  -                                            | page page | page page | page page page 403  403  403  | door
challenge-pick            POST -                                            | 405  405  | 405  405  | 405  405  405  403  403  403  | door
challenge-new             GET  frozen agreed                                | page page | 404  404  | page page page 403  403  403  | door
challenge-new             GET  under_review                                 | 403  403  | 404  404  | 403  403  403  403  403  403  | door
challenge-new             GET  draft                                        | 403  403  | 404  404  | 404  404  404  403  403  403  | door
challenge-new             GET  unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-new             POST frozen                                       | done done | 404  404  | done done done 403  403  403  | door
challenge-new             POST under_review                                 | 403  403  | 404  404  | 403  403  403  403  403  403  | door
challenge-new             POST draft                                        | 403  403  | 404  404  | 404  404  404  403  403  403  | door
challenge-new             POST unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-detail          GET  stated at_agency at_province claimed solved  | page page | 404  404  | page page page page page 403  | door
challenge-detail          GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
challenge-detail          POST at_agency unknown                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
challenge-edit            GET  at_agency at_province                        | page page | 404  404  | 403  403  403  403  403  403  | door
challenge-edit            GET  stated claimed solved                        | 403  403  | 404  404  | 403  403  403  403  403  403  | door
challenge-edit            GET  unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-edit            POST at_agency                                    | done done | 404  404  | 403  403  403  403  403  403  | door
challenge-edit            POST stale                                        | 409  409  | 404  404  | 403  403  403  403  403  403  | door
challenge-edit            POST stated solved                                | 403  403  | 404  404  | 403  403  403  403  403  403  | door
challenge-edit            POST unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-costs           GET  stated at_agency                             | page page | 404  404  | 403  403  403  403  403  403  | door
challenge-costs           GET  at_province                                  | page page | 404  404  | page page page 403  403  403  | door
challenge-costs           GET  solved                                       | 403  403  | 404  404  | 403  403  403  403  403  403  | door
challenge-costs           GET  unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-costs           POST stated                                       | done done | 404  404  | 403  403  403  403  403  403  | door
challenge-costs           POST at_province                                  | done done | 404  404  | done done done 403  403  403  | door
challenge-costs           POST stale                                        | 409  409  | 404  404  | 403  403  403  403  403  403  | door
challenge-costs           POST unknown                                      | 404  404  | 404  404  | 404  404  404  403  403  403  | door
challenge-step:commented  GET  at_agency                                    | 405  405  | 405  405  | 405  405  405  405  405  403  | door
challenge-step:commented  POST stated at_agency solved                      | done done | 404  404  | done done done done 403  403  | door
challenge-step:commented  POST stale                                        | 409  409  | 404  404  | 409  409  409  409  403  403  | door
challenge-step:commented  POST unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
challenge-step:referred   POST at_agency                                    | done done | 404  404  | 422  422  422  422  403  403  | door
challenge-step:escalated  POST at_agency                                    | done done | 404  404  | 422  422  422  422  403  403  | door
challenge-step:escalated  POST at_province                                  | 422  422  | 404  404  | done done done 422  403  403  | door
challenge-step:sent_down  POST at_province                                  | 403  403  | 404  404  | done done done 422  403  403  | door
challenge-step:claimed    POST at_agency at_province                        | done done | 404  404  | 403  403  403  403  403  403  | door
challenge-step:solved     POST at_province                                  | 403  403  | 404  404  | done done done 422  403  403  | door
challenge-step:confirmed  POST claimed                                      | 422  422  | 404  404  | done done done done 403  403  | door
challenge-step:doubted    POST claimed                                      | 422  422  | 404  404  | done done done done 403  403  | door
challenge-step:given_up   POST at_province                                  | 403  403  | 404  404  | 403  403  422  422  403  403  | door
challenge-step:reopened   POST solved                                       | done done | 404  404  | done done done done 403  403  | door
challenge-step:forget     POST at_agency                                    | 404  404  | 404  404  | 404  404  404  404  404  403  | door
challenge-file            GET  claimed                                      | page page | 404  404  | page page page page page 403  | door
challenge-file            GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
challenge-file            POST claimed                                      | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- sessions of the headquarters: kept by the secretariat, signed by the deputy, implemented by the agencies
session-list              GET  -                                            | page page | page page | page page page page page 403  | door
session-list              POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
session-new               GET  -                                            | 403  403  | 403  403  | 403  403  403  page 403  403  | door
session-new               POST -                                            | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-new               POST taken                                        | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-import            GET  -                                            | 403  403  | 403  403  | 403  403  403  page 403  403                       | door
session-import            POST -                                            | 403  403  | 403  403  | 403  403  403  422  403  403                       | door
session-detail            GET  held minuted signed                          | page page | 404  404  | page page page page page 403  | door
session-detail            GET  planned                                      | 404  404  | 404  404  | page page page page page 403  | door
session-detail            GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
session-detail            POST signed unknown                               | 405  405  | 405  405  | 405  405  405  405  405  403  | door
session-edit              GET  planned held                                 | 403  403  | 403  403  | 403  403  403  page 403  403  | door
session-edit              GET  signed                                       | 403  403  | 403  403  | 403  403  403  told 403  403  | door
session-edit              GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-edit              POST planned                                      | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-edit              POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
session-edit              POST signed                                       | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-edit              POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-agenda            GET  planned held                                 | 403  403  | 403  403  | 403  403  403  page 403  403  | door
session-agenda            GET  signed                                       | 403  403  | 403  403  | 403  403  403  told 403  403  | door
session-agenda            GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-agenda            POST planned                                      | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-agenda            POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
session-agenda            POST signed                                       | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-agenda            POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-attendance        GET  planned held                                 | 403  403  | 403  403  | 403  403  403  page 403  403  | door
session-attendance        GET  signed                                       | 403  403  | 403  403  | 403  403  403  told 403  403  | door
session-attendance        GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-attendance        POST planned                                      | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-attendance        POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
session-attendance        POST signed                                       | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-attendance        POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-minutes           GET  held                                         | 403  403  | 403  403  | 403  403  403  page 403  403  | door
session-minutes           GET  planned signed                               | 403  403  | 403  403  | 403  403  403  told 403  403  | door
session-minutes           GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-minutes           POST held                                         | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-minutes           POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
session-minutes           POST signed                                       | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-minutes           POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
resolution-new            GET  held                                         | 403  403  | 403  403  | 403  403  403  page 403  403  | door
resolution-new            GET  planned signed                               | 403  403  | 403  403  | 403  403  403  told 403  403  | door
resolution-new            GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
resolution-new            POST held                                         | 403  403  | 403  403  | 403  403  403  done 403  403  | door
resolution-new            POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
resolution-new            POST signed                                       | 403  403  | 403  403  | 403  403  403  422  403  403  | door
resolution-new            POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-move:send         GET  planned                                      | 403  403  | 403  403  | 403  403  405  405  403  403  | door
session-move:send         POST planned                                      | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-move:send         POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
session-move:send         POST unknown                                      | 403  403  | 403  403  | 403  403  404  404  403  403  | door
session-move:begin        POST planned                                      | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-move:close        POST held                                         | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-move:correct      POST minuted                                      | 403  403  | 403  403  | 403  403  done done 403  403  | door
session-move:sign         POST minuted                                      | 403  403  | 403  403  | 403  403  done 403  403  403  | door
session-move:sign         POST signed                                       | 403  403  | 403  403  | 403  403  422  403  403  403  | door
session-move:forget       POST planned                                      | 403  403  | 403  403  | 403  403  404  404  403  403  | door
session-notify            GET  signed                                       | 403  403  | 403  403  | 403  403  403  405  403  403  | door
session-notify            POST fresh                                        | 403  403  | 403  403  | 403  403  403  done 403  403  | door
session-notify            POST planned signed                               | 403  403  | 403  403  | 403  403  403  422  403  403  | door
session-notify            POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
session-paper             GET  signed pack                                  | page page | 404  404  | page page page page page 403  | door
session-paper             GET  letter                                       | 404  404  | 404  404  | 404  404  404  page 404  403  | door
session-paper             GET  unknown no_such_kind                         | 404  404  | 404  404  | 404  404  404  404  404  403  | door
session-paper             POST signed                                       | 405  405  | 405  405  | 405  405  405  405  405  403  | door
resolution-list           GET  -                                            | page page | page page | page page page page page 403  | door
resolution-list           POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
resolution-detail         GET  open claimed                                 | page page | 404  404  | page page page page page 403  | door
resolution-detail         GET  draft                                        | 404  404  | 404  404  | page page page page page 403  | door
resolution-detail         GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
resolution-detail         POST open unknown                                 | 405  405  | 405  405  | 405  405  405  405  405  403  | door
resolution-edit           GET  draft                                        | 403  403  | 403  403  | 403  403  403  page 403  403  | door
resolution-edit           GET  open                                         | 403  403  | 403  403  | 403  403  403  told 403  403  | door
resolution-edit           GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
resolution-edit           POST draft                                        | 403  403  | 403  403  | 403  403  403  done 403  403  | door
resolution-edit           POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
resolution-edit           POST open                                         | 403  403  | 403  403  | 403  403  403  422  403  403  | door
resolution-edit           POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
resolution-remove         GET  draft                                        | 403  403  | 403  403  | 403  403  403  405  403  403  | door
resolution-remove         POST draft                                        | 403  403  | 403  403  | 403  403  403  done 403  403  | door
resolution-remove         POST stale                                        | 403  403  | 403  403  | 403  403  403  409  403  403  | door
resolution-remove         POST open                                         | 403  403  | 403  403  | 403  403  403  told 403  403  | door
resolution-remove         POST unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
resolution-step:commented GET  open                                         | 405  405  | 405  405  | 403  403  405  405  403  403  | door
resolution-step:commented POST open                                         | done done | 404  404  | 403  403  done done 403  403  | door
resolution-step:commented POST stale                                        | 409  409  | 404  404  | 403  403  409  409  403  403  | door
resolution-step:commented POST unknown                                      | 404  404  | 404  404  | 403  403  404  404  403  403  | door
resolution-step:reported  POST open                                         | done done | 404  404  | 403  403  403  403  403  403  | door
resolution-step:claimed   POST open                                         | done done | 404  404  | 403  403  403  403  403  403  | door
resolution-step:confirmed POST claimed                                      | 403  403  | 404  404  | 403  403  done done 403  403  | door
resolution-step:confirmed POST open                                         | 403  403  | 404  404  | 403  403  422  422  403  403  | door
resolution-step:objected  POST open                                         | 403  done | 404  404  | 403  403  403  403  403  403  | door
resolution-step:dropped   POST open                                         | 403  403  | 404  404  | 403  403  done done 403  403  | door
resolution-step:forget    POST open                                         | 404  404  | 404  404  | 403  403  404  404  403  403  | door
resolution-file           GET  claimed                                      | page page | 404  404  | page page page page page 403  | door
resolution-file           GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
resolution-file           POST claimed                                      | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- the report of the year
report-list               GET  -                                            | page page | page page | page page page page page 403  | door
report-list               POST -                                            | 405  405  | 405  405  | 405  405  405  405  405  403  | door
report-request            GET  -                                            | 403  403  | 403  403  | 405  405  405  405  403  403  | door
report-request            POST -                                            | 403  403  | 403  403  | done done done done 403  403  | door
report-request            POST open                                         | 403  403  | 403  403  | 422  422  422  422  403  403  | door
report-detail             GET  queued done                                  | 404  404  | 404  404  | page page page page page 403  | door
report-detail             GET  own                                          | page page | 404  404  | page page page page page 403  | door
report-detail             GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
report-detail             POST done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
report-file               GET  done done_pdf done_json                      | 404  404  | 404  404  | page page page page page 403  | door
report-file               GET  own                                          | page page | 404  404  | page page page page page 403  | door
report-file               GET  queued unknown no_such_kind                  | 404  404  | 404  404  | 404  404  404  404  404  403  | door
report-file               POST done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
report-narrative          GET  done queued                                  | 403  403  | 403  403  | 403  403  403  page 403  403  | door
report-narrative          GET  unknown                                      | 403  403  | 403  403  | 403  403  403  404  403  403  | door
report-narrative          POST done                                         | 403  403  | 403  403  | 403  403  403  422  403  403  | door
report-cancel             GET  queued                                       | 403  403  | 403  403  | 405  405  405  405  403  403  | door
report-cancel             POST queued                                       | 403  403  | 403  403  | done done done done 403  403  | door
report-cancel             POST done                                         | 403  403  | 403  403  | told told told told 403  403  | door
report-check              GET  done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
report-check              POST own                                          | done done | 404  404  | done done done done done 403  | door
report-check              POST done                                         | 404  404  | 404  404  | done done done done done 403  | door
report-check              POST queued                                       | 404  404  | 404  404  | told told told told told 403  | door
report-review             GET  done                                         | 403  403  | 403  403  | 405  405  403  403  403  403  | door
report-review             POST done                                         | 403  403  | 403  403  | told told 403  403  403  403  | door
report-sign               GET  done                                         | 403  403  | 403  403  | 403  403  405  405  403  403  | door
report-sign               POST done                                         | 403  403  | 403  403  | 403  403  told told 403  403  | door
report-take-back          GET  done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
report-take-back          POST done                                         | 404  404  | 404  404  | told told told told told 403  | door
report-publish            GET  done                                         | 403  403  | 403  403  | 403  403  403  405  403  403  | door
report-publish            POST done                                         | 403  403  | 403  403  | 403  403  403  told 403  403  | door

# --- large outputs: whose they are, nobody else's
export-request            GET  - open                                       | page page | page page | page page page page page 403  | door
export-request            GET  unknown no_version                           | 404  404  | 404  404  | 404  404  404  404  404  403  | door
export-request            POST -                                            | done done | done done | done done done done done 403  | door
export                    GET  done                                         | page 404  | 404  404  | 404  404  404  404  404  403  | door
export                    GET  unknown                                      | 404  404  | 404  404  | 404  404  404  404  404  403  | door
export                    POST done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door
export-file               GET  done                                         | page 404  | 404  404  | 404  404  404  404  404  403  | door
export-file               GET  unknown no_such_kind                         | 404  404  | 404  404  | 404  404  404  404  404  403  | door
export-file               POST done                                         | 405  405  | 405  405  | 405  405  405  405  405  403  | door

# --- forms of ministries
ministry-forms            GET  -                                            | 403  403  | 403  403  | page page 403  403  403  403  | door
ministry-forms            POST -                                            | 403  403  | 403  403  | 422  422  403  403  403  403  | door
ministry-forms            POST handed                                       | 403  403  | 403  403  | done done 403  403  403  403  | door
ministry-form             GET  kept                                         | 403  403  | 403  403  | page page 403  403  403  403  | door
ministry-form             GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
ministry-form             POST chosen elsewhere                             | 403  403  | 403  403  | done done 403  403  403  403  | door
ministry-form             POST stale                                        | 403  403  | 403  403  | 409  409  403  403  403  403  | door
ministry-form             POST unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
ministry-form-filled      GET  kept                                         | 403  403  | 403  403  | page page 403  403  403  403  | door
ministry-form-filled      GET  unknown                                      | 403  403  | 403  403  | 404  404  403  403  403  403  | door
ministry-form-filled      POST kept                                         | 403  403  | 403  403  | 405  405  403  403  403  403  | door

# --- the administrator's desk
password-change           GET  -                                            | page page | page page | page page page page page page | door
password-change           POST -                                            | 422  422  | 422  422  | 422  422  422  422  422  422  | door
person-list               GET  -                                            | 403  403  | 403  403  | 403  403  403  403  403  page | door
person-list               POST -                                            | 403  403  | 403  403  | 403  403  403  403  403  405  | door
person-new                GET  -                                            | 403  403  | 403  403  | 403  403  403  403  403  page | door
person-new                POST -                                            | 403  403  | 403  403  | 403  403  403  403  403  done | door
person-detail             GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  page | door
person-detail             GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
person-detail             POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  405  | door
person-edit               GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  page | door
person-edit               GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
person-edit               POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  done | door
person-edit               POST stale                                        | 403  403  | 403  403  | 403  403  403  403  403  409  | door
person-edit               POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
person-deactivate         GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  405  | door
person-deactivate         POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  done | door
person-deactivate         POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
person-reactivate         GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  405  | door
person-reactivate         POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  told | door
person-reactivate         POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
person-password           GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  405  | door
person-password           POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  done | door
person-password           POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
seat-give                 GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  page | door
seat-give                 GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
seat-give                 POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  done | door
seat-give                 POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
seat-end                  GET  person                                       | 403  403  | 403  403  | 403  403  403  403  403  page | door
seat-end                  GET  unknown no_part                              | 403  403  | 403  403  | 403  403  403  403  403  404  | door
seat-end                  POST person                                       | 403  403  | 403  403  | 403  403  403  403  403  done | door
seat-end                  POST unknown no_part                              | 403  403  | 403  403  | 403  403  403  403  403  404  | door
reference                 GET  -                                            | 403  403  | 403  403  | 403  403  403  403  403  page | door
reference                 POST -                                            | 403  403  | 403  403  | 403  403  403  403  403  405  | door
reference-rows            GET  sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  page | door
reference-rows            GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
reference-rows            POST sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  405  | door
reference-new             GET  sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  page | door
reference-new             GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
reference-new             POST sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  done | door
reference-new             POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
reference-row             GET  sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  page | door
reference-row             GET  unknown no_row                               | 403  403  | 403  403  | 403  403  403  403  403  404  | door
reference-row             POST sectors                                      | 403  403  | 403  403  | 403  403  403  403  403  done | door
reference-row             POST stale                                        | 403  403  | 403  403  | 403  403  403  403  403  409  | door
reference-row             POST unknown no_row                               | 403  403  | 403  403  | 403  403  403  403  403  404  | door
calendar                  GET  - open                                         | page page | page page | page page page page page page | door
calendar                  GET  unknown                                        | 404  404  | 404  404  | 404  404  404  404  404  404  | door
calendar                  POST -                                              | 405  405  | 405  405  | 405  405  405  405  405  405  | door
days-at-desks             GET  open                                         | 403  403  | 403  403  | 403  403  403  403  403  page | door
days-at-desks             GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
days-at-desks             POST open                                         | 403  403  | 403  403  | 403  403  403  403  403  done | door
days-at-desks             POST stale                                        | 403  403  | 403  403  | 403  403  403  403  403  409  | door
days-at-desks             POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
due-day                   GET  open                                         | 403  403  | 403  403  | 403  403  403  403  403  page | door
due-day                   GET  unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
due-day                   POST open                                         | 403  403  | 403  403  | 403  403  403  403  403  done | door
due-day                   POST stale                                        | 403  403  | 403  403  | 403  403  403  403  403  409  | door
due-day                   POST unknown                                      | 403  403  | 403  403  | 403  403  403  403  403  404  | door
"""  # noqa: E501


class Cell(NamedTuple):
    """One try: `route` and what else the address holds ("program-move", "submit"), and what each actor gets."""

    route: str
    part: str
    method: str
    state: str
    outcomes: dict[str, str]


# What a role or a method never may do is refused before the state of a thing is looked at.
WITHOUT_A_LOOK = {"403", "405", "door"}
# Of so many states in which the same is refused without a look, the usual run asks in one.
ASKED_IN_ONE_OF = 10


def asked_by_turns(cells: Sequence[Cell]) -> list[list[str]]:
    """Whom the usual run asks, for each cell; --full asks everybody.

    Of those of a side of whom the same is expected one, by turns; where that is a refusal without a look, only in the
    first state of an address that expects it and in every ASKED_IN_ONE_OF-th.
    """
    met: Counter[tuple[str, ...]] = Counter()
    asked = []
    for turn, cell in enumerate(cells):
        actors = []
        for side in SIDES:
            alike: dict[str, list[str]] = {}
            for actor in side:
                alike.setdefault(cell.outcomes[actor], []).append(actor)
            for outcome, those in alike.items():
                place = (cell.route, cell.part, cell.method, side[0], outcome)
                if outcome not in WITHOUT_A_LOOK or met[place] % ASKED_IN_ONE_OF == 0:
                    actors.append(those[turn % len(those)])
                met[place] += 1
        asked.append(actors or [ACTORS[turn % len(ACTORS)]])
    return asked


def cells() -> list[Cell]:
    """The table, one cell for each route, method and state."""
    return list(_cells())


def _cells() -> Iterator[Cell]:
    for row in TABLE.strip().splitlines():
        if not row or row.startswith("#"):
            continue
        what, *outcomes = (part.split() for part in row.split("|"))
        address, method, *states = what
        route, _colon, part = address.partition(":")
        by_actor = dict(zip(ACTORS, (outcome for group in outcomes for outcome in group), strict=True))
        for state in _each(states):
            yield Cell(route, part, method, state, by_actor)


def _each(named: list[str]) -> list[str]:
    """The states of "@signed -frozen due": a set without one of its states, and another state."""
    states = " ".join(SETS.get(name, name) for name in named if name == "-" or not name.startswith("-")).split()
    return [state for state in states if f"-{state}" not in named]
