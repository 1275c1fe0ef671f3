"""The house: what a room may use of another, and that the README names what there is."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from crm.cli import COMMANDS
from crm.config import PACKAGE
from crm.factory import ROOMS

ROOT = Path(__file__).parent.parent
ROOM_NAMES = {room.import_name.split(".")[1] for room in ROOMS}
PRIVATE = {"views", "forms"}
"""What a room keeps to itself; its queries, actions and named operations may be used."""

SHARED_FORMS = {
    ("crm.agreements.forms", "crm.partners.forms"),
    ("crm.proposals.forms", "crm.partners.forms"),
    ("crm.enquiries.forms", "crm.partners.forms"),
}
"""An agreement's form makes a partner in place, with the same countries to choose from; an enquiry
fills in the form of a new one."""


def test_a_room_uses_no_views_or_forms_of_another():
    graph = grimp.build_graph("crm")
    breaches = {
        (importer, imported)
        for imported in graph.modules
        if imported.count(".") == 2
        and imported.split(".")[1] in ROOM_NAMES
        and imported.split(".")[2] in PRIVATE
        for importer in graph.find_modules_that_directly_import(imported)
        if importer.split(".")[1] in ROOM_NAMES - {imported.split(".")[1]}
    }

    # The settings show the forms of people's accounts, which belong to the way in.
    assert breaches - SHARED_FORMS <= {("crm.settings.views", "crm.accounts.forms")}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_readme_names_every_command(command: str):
    assert f"crm {command}" in (ROOT / "README.md").read_text("utf-8")


def test_the_readme_names_every_setting():
    source = (ROOT / "crm" / "config.py").read_text("utf-8")
    settings = set(re.findall(r'"(CRM_[A-Z_]+)"', source))

    readme = (ROOT / "README.md").read_text("utf-8")

    assert settings
    assert {setting for setting in settings if setting not in readme} == set()


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda file: file.name
)
def test_a_template_uses_what_it_imports(template: Path):
    source = template.read_text("utf-8")
    imports = re.findall(r"{% from \"[^\"]+\" import ([\w, ]+?)(?: with context)? %}", source)
    body = re.sub(r"{% from .*?%}", "", source)

    names = [name.strip() for names in imports for name in names.split(",")]

    assert [name for name in names if not re.search(rf"\b{name}\(", body)] == []


def test_an_idle_process_has_loaded_no_library_for_another_day():
    heavy = (
        "sqlalchemy.dialects.postgresql",
        "psycopg",
        "alembic",
        "email_validator",
        "email.headerregistry",
        "authlib",
        "cryptography",
        "docxtpl",
        "lxml",
        "markdown_it",
        "nh3",
        "openpyxl",
        "requests",
        "segno",
        "vobject",
        "webauthn",
        "xlsxwriter",
    )

    assert _idle_process_says(f"[m for m in {heavy} if m in sys.modules]") == "[]"


def test_an_idle_process_has_finished_few_of_the_classes_whose_objects_never_change():
    kinds = "crm.frozen.Frozen.__subclasses__()"
    finished = f"sum('__dataclass_fields__' in vars(kind) for kind in {kinds})"

    assert _idle_process_says(f"4 * {finished} < len({kinds})") == "True"


def test_an_idle_process_has_not_yet_fitted_the_models_to_each_other():
    assert _idle_process_says("crm.models.User.__mapper__.configured") == "False"


def _idle_process_says(what: str) -> str:
    """What Python makes of the expression in a process that could serve."""
    code = f"import sys, crm.commands.worker; print({what})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return said.stdout.strip()


def test_a_program_is_started_by_its_words_and_by_no_shell():
    written = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]
    called = [
        (ast.unparse(node.func), {given.arg for given in node.keywords})
        for node in written
        if isinstance(node, ast.Call)
    ]
    taken_out = {node.module for node in written if isinstance(node, ast.ImportFrom)}
    renamed = {
        name.name
        for node in written
        if isinstance(node, ast.Import)
        for name in node.names
        if name.asname
    }

    assert {"subprocess", "os"} & (taken_out | renamed) == set()
    shells = ("os.system", "os.popen", "create_subprocess_shell")
    assert [name for name, _given in called if name.endswith(shells)] == []
    started = [given for name, given in called if name.startswith("subprocess.")]
    assert started
    assert [given for given in started if "shell" in given] == []


POSIX_ALONE = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def test_nothing_is_loaded_at_the_start_that_windows_has_not():
    met = {
        (str(path.relative_to(ROOT)), module)
        for path in (ROOT / "crm").rglob("*.py")
        for module in _loaded_anywhere(ast.parse(path.read_text("utf-8")))
        if module in POSIX_ALONE
    }

    assert met == set()


def _loaded_anywhere(tree: ast.Module) -> Iterator[str]:
    """The modules that it loads on every system, whatever it goes on to do."""
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            yield from (name.name for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
