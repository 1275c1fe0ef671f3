"""`python -m tests.university PORT FOLDER BACK` makes the provider and serves it."""

import os
import sys

import django
from django.apps import apps
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from werkzeug.serving import make_server

from tests.university import CLIENT, PASSWORD, PEOPLE, SECRET

port, folder, back = int(sys.argv[1]), sys.argv[2], sys.argv[3]
os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.university.settings", "UNIVERSITY": folder}
django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)
User, Application = apps.get_model("auth", "User"), apps.get_model("oauth2_provider", "Application")
for email, name in PEOPLE.items():
    User.objects.create_user(email.partition("@")[0], email, PASSWORD, first_name=name)
Application.objects.create(
    name="Cooperation office",
    client_id=CLIENT,
    client_secret=SECRET,
    client_type=Application.CLIENT_CONFIDENTIAL,
    authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    algorithm=Application.RS256_ALGORITHM,
    redirect_uris=back,
)
make_server("127.0.0.1", port, StaticFilesHandler(WSGIHandler()), threaded=True).serve_forever()
