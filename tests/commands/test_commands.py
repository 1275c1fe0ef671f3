"""The `crm` command, as whoever runs the server types it."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.browser.office import free_port, serving
from tests.commands.conftest import Shell
from tests.forked import run_crm


def test_the_public_list_is_loaded_once_however_often_it_is_asked_for(shell: Shell):
    shell.says("upgrade")

    assert shell.says("load-sample") == "60 records added.\n"
    assert shell.says("load-sample") == "0 records added.\n"


def test_an_upgrade_says_whether_there_was_anything_to_do(shell: Shell):
    assert shell.says("upgrade") == "The database was upgraded.\n"
    assert shell.says("upgrade") == "The database is up to date.\n"


def test_a_new_database_is_for_its_owner_alone(shell: Shell):
    shell.folder.chmod(0o755)  # as a checkout has it
    shell.refuses("load-sample")
    shell.says("upgrade")

    assert (shell.folder / "crm.sqlite").stat().st_mode & 0o777 == 0o600


def test_nothing_works_on_a_database_that_is_not_there_yet(shell: Shell):
    line = shell.refuses("load-sample")

    assert line == "crm: The database is older than this version: run `crm upgrade` first.\n"


@pytest.mark.parametrize("words", [("run", "--port", "1"), ("upgrade",), ("export", "partners")])
def test_nothing_works_on_a_database_of_a_newer_version(office: Shell, words: tuple[str, ...]):
    with closing(sqlite3.connect(office.folder / "crm.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")

    line = office.refuses(*words)

    assert line == "crm: The database is newer than this version: install the newer version.\n"


def test_a_second_server_does_not_share_the_port_of_the_first(office: Shell):
    with serving(office.folder) as first:
        port = first.address.rpartition(":")[2]
        line = office.refuses("run", "--port", port)

    assert f"port {port}. If another server runs there, stop it" in line
    assert f"crm run --port {int(port) + 1}" in line
    assert "Address already in use" in line


def test_a_server_listens_on_the_address_of_a_name(office: Shell):
    with serving(office.folder, "--host", "localhost") as server:
        port = server.address.rpartition(":")[2]

        assert server.printed.endswith(f"Serving on http://localhost:{port}/\n")


def test_a_server_that_has_no_such_address_says_so(office: Shell):
    line = office.refuses("run", "--host", "192.0.2.1", "--port", str(free_port()))

    assert line.startswith("crm: Nobody can listen on 192.0.2.1")


def test_an_account_is_added_once_with_a_password_from_a_pipe(office: Shell):
    words = ("user", "add", "Chen.Wei@example.org", "--role", "admin", "--password-stdin")

    assert office.says(*words, typed="three plain words\n") == (
        "chen.wei@example.org may log in as admin.\n"
    )
    line = office.refuses(*words, typed="three plain words\n")
    assert line == "crm: There is an account with this address.\n"


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        ("chen.wei@example.org", "short", "The password needs 12 to 128 characters."),
        ("chen.wei", "three plain words", "chen.wei: "),
        ("x" * 65 + "@example.org", "three plain words", "x" * 65 + "@example.org: "),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    office: Shell, email: str, password: str, reason: str
):
    words = ("user", "add", email, "--role", "viewer", "--password-stdin")

    assert office.refuses(*words, typed=f"{password}\n").startswith(f"crm: {reason}")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("\u3164\u2800", "The name shows nothing."),
        (" ", "The name shows nothing."),
        ("Lin\x07Mei", "Take out the invisible character U+0007."),
        ("x" * 201, "The name has 201 characters; 200 are kept."),
    ],
    ids=["no shape", "blank", "a bell", "long"],
)
def test_a_name_that_cannot_be_typed_on_a_page_is_refused(office: Shell, name: str, reason: str):
    words = ("user", "add", "lin@example.org", "--role", "viewer", "--link", "--name", name)

    assert office.refuses(*words) == f"crm: {reason}\n"


def test_a_name_is_kept_as_a_page_would(office: Shell):
    given = " Zhao \u202eMi\u0301n "
    office.says("user", "add", "z@example.org", "--role", "viewer", "--link", "--name", given)

    assert office.says("user", "list").endswith("\tZhao \u202eM\u00edn\u202c\n")


def test_whoever_has_the_server_lets_people_in_and_keeps_them_out(office: Shell):
    """When nobody can come in by the pages: the history names it as the server's doing."""
    email = "zhao.min@example.org"
    said = office.says("user", "add", email, "--role", "viewer", "--link")
    link = office.says("user", "link", email)
    office.says("user", "password", email, "--password-stdin", typed="three plain words\n")
    office.says("user", "role", email, "admin")

    assert "/new-password#" in said
    assert "/new-password#" in link
    assert office.refuses("user", "deactivate", email).startswith("crm: zhao.min is the only")
    office.says("user", "add", "a@example.org", "--role", "admin", "--link")
    office.says("user", "deactivate", email)
    assert office.refuses("user", "link", email).startswith("crm: zhao.min may not log in")
    office.says("user", "activate", email)
    office.says("user", "end-sessions", email)
    assert f"{email}\tadmin\tmay log in\tnever\tzhao.min\n" in office.says("user", "list")
    assert office.refuses("user", "link", "nobody@example.org").count("\n") == 1


@pytest.mark.parametrize(
    ("what", "rows"), [("partners", 43), ("agreements", 9), ("contacts", 0), ("tasks", 0)]
)
def test_each_list_is_exported_to_a_pipe_and_to_a_workbook(office: Shell, what: str, rows: int):
    piped = office.says("export", what).removeprefix("\ufeff")
    office.says("export", what, f"{what}.xlsx")

    table = list(csv.reader(piped.splitlines()))
    sheet = load_workbook(office.folder / f"{what}.xlsx").active
    assert len(table) == rows + 1
    assert [cell.value for cell in sheet[1]] == table[0]
    assert sheet.max_row == rows + 1


def test_an_export_goes_into_a_file_that_excel_reads_as_chinese(office: Shell):
    office.says("export", "partners", "list.csv")

    content = (office.folder / "list.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "北京医院" in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("file", "reason"),
    [("list.pdf", "give a name that ends in"), ("nowhere/list.csv", "No such file or directory")],
)
def test_an_export_that_cannot_be_written_says_why(office: Shell, file: str, reason: str):
    assert reason in office.refuses("export", "partners", file)


@pytest.mark.parametrize("what", ["partners", "agreements", "contacts", "tasks"])
def test_each_list_that_was_exported_is_brought_back_from_the_shell(office: Shell, what: str):
    office.says("export", what, "list.csv")

    said = office.says("import", what, "list.csv", "--yes")

    assert said.startswith("0 new, 0 changed, ")
    assert said.endswith(" 0 doubtful, 0 conflict, 0 wrong.\nImported: 0 new, 0 changed.\n")


def test_an_import_from_the_shell_takes_all_or_what_can_be_taken(office: Shell):
    lines = ("Title,Type,Partners,Signed", "MoU,MoU,IDG,2026-03-01", "Odd,MoU,Nobody,2026-03-02")
    (office.folder / "new.csv").write_text("\n".join(lines), "utf-8")
    (office.folder / "partners.csv").write_text("Name,Category,Short name\nIDG,Other,IDG", "utf-8")
    office.says("import", "partners", "partners.csv", "--yes", "--leave-out")

    tried = office.says("import", "agreements", "new.csv", "--dry-run")
    failed = run_crm(office.folder, "import", "agreements", "new.csv", "--yes")
    said = office.says("import", "agreements", "new.csv", "--yes", "--leave-out")

    assert tried == "1 new, 0 changed, 0 unchanged, 0 doubtful, 0 conflict, 1 wrong.\n"
    assert failed.returncode == 1
    assert "Row 3 (Odd): Partners: No partner is called “Nobody”." in failed.stderr
    assert "Nothing was imported." in failed.stderr
    assert said.endswith("Imported: 1 new, 0 changed.\n")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("CRM_PORT", "eighty"),
        ("CRM_TIMEZONE", "Middle/Earth"),
        ("CRM_TIMEZONE", "Asia"),
        ("CRM_DATABASE_URL", "mysql://somewhere"),
        ("CRM_INSTANCE_PATH", "/dev/null/office"),
        ("CRM_TRUSTED_HOSTS", "https://crm.example.edu/"),
        ("CRM_OIDC_ISSUER", "https://["),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(shell: Shell, setting: str, value: str):
    line = shell.refuses("upgrade", **{setting: value})

    assert line.startswith(f"crm: {setting}: ")
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://db.example.edu:abc/office", "the port is no number"),
        ("postgresql+asyncpg://db.example.edu/office", "give a sqlite:/// or postgresql://"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
    ],
)
def test_an_address_of_no_database_is_refused(shell: Shell, address: str, reason: str):
    line = shell.refuses("upgrade", CRM_DATABASE_URL=address)

    assert line.startswith(f"crm: CRM_DATABASE_URL: {reason}")


def test_a_database_without_a_folder_lies_in_that_of_the_office(shell: Shell):
    shell.says("upgrade", CRM_DATABASE_URL="sqlite:///register.sqlite")

    assert (shell.folder / "register.sqlite").is_file()


def test_an_account_is_connected_to_a_login_with_the_identity_provider(office: Shell):
    names = {"ISSUER": "https://login.example.edu", "CLIENT_ID": "register"}
    names |= {"CLIENT_SECRET": "what both know", "DOMAINS": "example.edu"}
    provider = {f"CRM_OIDC_{name}": value for name, value in names.items()}
    office.says("user", "add", "entra@example.org", "--role", "viewer", "--link")
    words = ("user", "connect", "entra@example.org", "u-9")

    assert "CRM_OIDC_ISSUER" in office.refuses(*words)
    assert "may log in as u-9 of https://login.example.edu" in office.says(*words, **provider)


def test_a_backup_is_made_and_brought_back_from_the_shell(office: Shell, tmp_path: Path):
    for _ in range(3):
        said = office.says("backup", str(tmp_path / "office.zip"), "--keep", "1")
    (file,) = tmp_path.glob("office-*.zip")
    assert said == f"Written to {file}.\n"
    office.says(
        "user",
        "add",
        "chen@example.org",
        "--role",
        "admin",
        "--password-stdin",
        typed="three plain words\n",
    )

    told = office.says("restore", str(file))

    assert "What was there before is kept: " in told
    assert len(office.says("export", "partners").splitlines()) == 44


def test_a_backup_that_cannot_be_used_is_refused_in_a_line(office: Shell, tmp_path: Path):
    (tmp_path / "other.zip").write_text("x")

    assert "is not a backup of this product" in office.refuses(
        "restore", str(tmp_path / "other.zip")
    )
    assert "is not there" in office.refuses("restore", str(tmp_path / "none.zip"))
    assert office.refuses("backup", str(tmp_path / "nowhere" / "x.zip")).endswith("directory\n")
