"""`make run`: what it sees to before the server starts."""

import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


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
        python = shlex.quote(sys.executable)
        asked = f"{settings} {python} -c 'import json; print(json.__cached__)'"
        kept = subprocess.run(["/bin/sh", "-c", asked], check=True, capture_output=True, text=True)
        assert Path(kept.stdout.strip()).is_relative_to(ROOT / ".venv")

    assert [command.split()[-1] for command in commands] == ["upgrade", "run"]
