"""Every error a person can meet.

::

    ExplorerError(message, *, hint=None, operator_hint=None)   code, status, retryable
    ├ ConfigError        500   a setting is missing or wrong (raised at start)
    ├ BadRequest         400   the caller asked for something impossible
    ├ NotFound           404   no such node, page or query
    ├ Forbidden          403   the caller may not do this
    ├ SourceError        502   a source could not be read
    ├ RecordError        –     one record is unusable; counted, kept in the rejects file
    ├ StoreUnavailable   503   no database answers; retryable
    ├ Busy               503   too much of the same is asked for at once; retryable
    ├ QueryTimeout       504   a query ran over its limit
    └ QueryFailed        500   the database refused a query

A message says what happened and why; a hint says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Where no database answers: for readers, and for whoever runs the site.
TRY_AGAIN = "Try again in a moment. `explorer doctor` tells who runs the site more."
NO_ANSWER = (
    "Is the server running? Are host and port in EXPLORER_BOLT_URI right, and the firewall open? "
    "`cypher-shell -a ADDRESS` asks the same from outside the explorer. The embedded engine's own "
    "words stand in engine/server.log in EXPLORER_DATA_DIR."
)


class ExplorerError(Exception):
    """The root of our errors.

    Args:
        message: what happened, and why, in one or two sentences.
        hint: what the reader can do next.
        operator_hint: what whoever runs the site can do, where that is something else.
    """

    code = "error"
    status = 500
    retryable = False

    def __init__(
        self, message: str, *, hint: str | None = None, operator_hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.operator_hint = operator_hint or hint

    @property
    def notes(self) -> tuple[str, ...]:
        """What ``add_note`` has added: for whoever runs the site, not for its readers."""
        return tuple(getattr(self, "__notes__", ()))

    def as_json(self) -> dict[str, object]:
        """The one JSON shape of an error: ``ok, error, code, hint, status``."""
        return {
            "ok": False,
            "error": self.message,
            "code": self.code,
            "hint": self.hint,
            "status": self.status,
        }


class ConfigError(ExplorerError):
    """A setting is missing or wrong."""

    code = "config"


class BadRequest(ExplorerError):
    """The caller asked for something impossible."""

    code = "bad_request"
    status = 400


class NotFound(ExplorerError):
    """No such node, page or query.

    Args:
        message: what is not there.
        hint: what the reader can do next.
        nearest: of a node, those that may have been meant: id, kind, label and detail of each.
    """

    code = "not_found"
    status = 404

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        nearest: Sequence[Mapping[str, object]] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest

    def as_json(self) -> dict[str, object]:
        """The one JSON shape; of a node that is not there, also ``nearest``."""
        shape = super().as_json()
        return shape if self.nearest is None else shape | {"nearest": list(self.nearest)}


class Forbidden(ExplorerError):
    """The caller may not do this."""

    code = "forbidden"
    status = 403


class SourceError(ExplorerError):
    """A source could not be read."""

    code = "source"
    status = 502


class RecordError(ExplorerError):
    """One record of a source is unusable.

    Args:
        message: what is wrong with the record.
        field: the field that is wrong, in the source's own words.
        hint: what the reader can do next.
    """

    code = "record"
    status = 400

    def __init__(self, message: str, *, field: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


class StoreUnavailable(ExplorerError):
    """No database answers."""

    code = "store_unavailable"
    status = 503
    retryable = True


class Busy(ExplorerError):
    """As much as may be is at work already."""

    code = "busy"
    status = 503
    retryable = True


class QueryTimeout(ExplorerError):
    """A query ran over its time limit."""

    code = "query_timeout"
    status = 504
    retryable = True


class QueryFailed(ExplorerError):
    """The database refused a query."""

    code = "query_failed"
