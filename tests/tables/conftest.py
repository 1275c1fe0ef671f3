"""Reading a table needs words and nothing else: no database, no settings."""

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture(autouse=True)
def words():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield
