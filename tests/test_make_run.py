"""`make run`: what it sees to before the server starts."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from tests import make_run

ROOT = Path(__file__).parents[1]
TOLD = """
import json, os
print(json.dumps([json.__cached__, dict(os.environ)]))
"""


def test_what_it_compiles_is_kept_in_the_checkout_whoever_may_write_beside_python():
    planned = subprocess.run(
        ["make", "--dry-run", "--assume-old=.venv/run", "run"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    commands = [line for line in planned.stdout.splitlines() if ".venv/bin/crm" in line]

    for command in commands:
        settings, _, _ = command.partition(".venv/bin/crm")
        asked = f"{settings} {shlex.join([sys.executable, '-c', TOLD])}"
        said = subprocess.run(["/bin/sh", "-c", asked], check=True, capture_output=True, text=True)
        cached, environment = json.loads(said.stdout)
        assert Path(cached).is_relative_to(ROOT / ".venv")
        assert environment | make_run.SETTINGS == environment

    assert [command.split()[-1] for command in commands] == ["upgrade", "run"]
