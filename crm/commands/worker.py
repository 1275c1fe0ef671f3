"""What a process of the server runs. `crm run` names it to Granian."""

import gc

from flask import Flask

from crm import factory


def create_app() -> Flask:
    """The app; what it is made of stays, so the garbage collector need not look at it again."""
    app = factory.create_app()
    gc.collect()
    gc.freeze()
    return app
