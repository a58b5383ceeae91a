"""A reader without a browser, as strict about an answer's headers as the server that sends it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Reader(FlaskClient):
    """Flask's own client takes headers that gunicorn refuses to send: then readers get a 500."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        wrong = [pair for pair in response.headers if not "".join(pair).isascii()]
        assert not wrong, f"headers hold ASCII alone: {wrong}"
        return response
