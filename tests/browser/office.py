"""An office to visit: a real server on its own folder, the public list, and some months of work."""

import os
import select
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic

from sqlalchemy import select as sql_select

from crm.config import Settings
from crm.database import Base, now
from crm.duplicates.actions import keep_found, look_through
from crm.extensions import db
from crm.factory import create_app
from crm.models import (
    Agreement,
    AgreementType,
    Batch,
    BatchKind,
    Category,
    Contact,
    CounterpartLink,
    Enquiry,
    Happening,
    HappeningKind,
    Link,
    ObligationKind,
    Partner,
    Party,
    Payer,
    Pipeline,
    Position,
    Priority,
    Proposal,
    ProposalMessage,
    ProposalStatus,
    PublicPage,
    Renewal,
    Review,
    ReviewLink,
    ReviewStage,
    SavedView,
    Stage,
    Suggestion,
    SuggestionKind,
    Task,
    User,
)
from crm.models.token import new_token, token_digest
from crm.obligations.actions import create_obligation
from crm.web.locale import today
from tests import make_run
from tests.forked import run_crm

PASSWORD = "three plain words"
EDITOR = "lin.mei@example.org"
ADMIN = "chen.wei@example.org"
COMMAND = Path(sys.executable).with_name("crm")
PATIENCE = 30
"""Seconds after which a server that does not answer has failed."""


@dataclass(frozen=True)
class Office:
    """A running server: where it answers, where it keeps its data, what it printed."""

    address: str
    folder: Path
    printed: str

    def restore(self) -> None:
        """Everything as it was before the first visit; the server goes on meanwhile."""
        with (
            closing(sqlite3.connect(self.folder / "before.sqlite")) as before,
            closing(sqlite3.connect(self.folder / "crm.sqlite", timeout=PATIENCE)) as live,
        ):
            before.backup(live, progress=_at_most(PATIENCE))
            # Who had logged in before is here, and has just typed the password.
            moment = now().strftime("%Y-%m-%d %H:%M:%S.%f")
            live.execute(
                "UPDATE user_session SET began_at = ?, seen_at = ?, confirmed_at = ?", [moment] * 3
            )
            live.commit()

    def remember(self) -> None:
        """What there is now is what `restore` brings back."""
        with (
            closing(sqlite3.connect(self.folder / "before.sqlite")) as before,
            closing(sqlite3.connect(self.folder / "crm.sqlite", timeout=PATIENCE)) as live,
        ):
            live.backup(before, progress=_at_most(PATIENCE))


def _at_most(seconds: float) -> Callable[[int, int, int], None]:
    """Told of each step of a copy; raises TimeoutError when that has gone on for longer."""
    last = monotonic() + seconds

    def told(_status: int, _remaining: int, _total: int) -> None:
        if monotonic() > last:
            raise TimeoutError("the database stays locked")

    return told


def crm(folder: Path, *words: str, typed: str = "") -> str:
    """What the command prints on that instance folder."""
    done = run_crm(folder, *words, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def furnish(folder: Path) -> None:
    """The public list, two people, and what they have done; `before.sqlite` remembers it."""
    crm(folder, "upgrade")
    crm(folder, "load-sample")
    for email, role, name in ((EDITOR, "editor", "Lin Mei"), (ADMIN, "admin", "Chen Wei")):
        words = ("user", "add", email, "--role", role, "--name", name, "--password-stdin")
        crm(folder, *words, typed=f"{PASSWORD}\n")
    _work(folder)
    Office("", folder, "").remember()


@contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[Office]:
    """`crm run` on that port, else on a free one, until the block ends."""
    port = port or free_port()
    environment = os.environ | make_run.SETTINGS | {"CRM_INSTANCE_PATH": str(folder)}
    with subprocess.Popen(
        [COMMAND, "run", "--port", str(port), *options],
        env=environment,
        stdout=subprocess.PIPE,
    ) as server:
        try:
            printed = _until_serving(server)
            _until_open(server, port)
            yield Office(f"http://127.0.0.1:{port}", folder, printed)
        finally:
            server.terminate()
            _ended(server)


def _ended(server: subprocess.Popen[bytes]) -> None:
    """Wait for its end. Raises TimeoutExpired for one that does not end, and kills it."""
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        raise


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _until_serving(server: subprocess.Popen[bytes]) -> str:
    """What the server prints up to the line that says where it serves."""
    printed = b""
    while b"Serving on" not in printed:
        ready, _, _ = select.select([server.stdout], [], [], PATIENCE)
        part = os.read(server.stdout.fileno(), 4096) if ready else b""
        if not part:
            raise TimeoutError(f"crm run did not start: {printed.decode()}")
        printed += part
    return printed.decode()


def _until_open(server: subprocess.Popen[bytes], port: int) -> None:
    """Ask for the sign of life until there is an answer."""
    for _ in range(PATIENCE * 20):
        with (
            suppress(ConnectionRefusedError),
            socket.create_connection(("127.0.0.1", port)) as line,
        ):
            line.settimeout(PATIENCE)
            line.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            if b"200" in line.recv(64):
                return
        with suppress(subprocess.TimeoutExpired):
            raise ChildProcessError(f"crm run ended with {server.wait(timeout=0.05)}")
    raise TimeoutError(f"nobody answers on port {port}")


def _work(folder: Path) -> None:
    """Agreements of every urgency, people, tasks and meetings. Lin Mei did it."""
    app = create_app(Settings.from_environment({"CRM_INSTANCE_PATH": str(folder)}))
    with app.app_context():
        people = {user.email: user for user in db.session.scalars(sql_select(User))}
        db.session.info["by_id"] = people[EDITOR].id
        partners = {partner.name_en: partner for partner in db.session.scalars(sql_select(Partner))}
        types = {kind.key: kind.id for kind in db.session.scalars(sql_select(AgreementType))}
        day = today()
        agreements = _agreements(day, people[EDITOR], partners, types)
        db.session.add_all(agreements)
        db.session.add_all(_contacts(partners))
        partners[MCGOVERN].move_to(Pipeline.TALKS)
        db.session.flush()
        db.session.add_all(_tasks(day, people, partners, agreements))
        create_obligation(_promise(day, people[EDITOR]), agreements[4], day)
        db.session.add_all(_happenings(day, partners, agreements))
        db.session.add_all(_review(day, people[EDITOR], agreements[3]))
        db.session.add(Batch(kind=BatchKind.IMPORT, title="Import of partners.csv", records=312))
        db.session.get_one(PublicPage, 1).is_on = True
        db.session.add_all(_from_outside(people[EDITOR], partners, agreements))
        db.session.add(
            SavedView(
                user_id=people[ADMIN].id,
                room="partners",
                name="Hospitals by city",
                query="category=hospital&sort=city",
                is_shared=True,
            )
        )
        db.session.commit()
        keep_found(look_through(), now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


MELBOURNE = "University of Melbourne School of Medicine"
HOPKINS = "Johns Hopkins University"
MCGOVERN = "McGovern Institute for Brain Science, Massachusetts Institute of Technology"
WASHINGTON = "University of Washington"
PITTSBURGH = "University of Pittsburgh School of Medicine"
BERKELEY = "University of California, Berkeley"


def _agreements(
    day: date, owner: User, partners: dict[str, Partner], types: dict[str | None, int]
) -> list[Agreement]:
    """One a group of the renewals desk, one open-ended, one that has ended and was decided."""
    mou, training, research = types["mou"], types["joint_training"], types["research"]
    rows = (
        ("Clinical elective exchange", "临床选修交流协议", mou, PITTSBURGH, 80, 90),
        ("Joint PhD training in neuroscience", "神经科学联合培养", training, BERKELEY, 110, 90),
        ("Research cooperation on ageing", "老龄化研究合作协议", research, MELBOURNE, 160, 90),
        ("Global health field school", "全球健康田野课程协议", mou, WASHINGTON, 250, 90),
        ("Student exchange in public health", "公共卫生学生交换协议", mou, HOPKINS, 900, 180),
    )
    made = [
        Agreement(
            title_en=title_en,
            title_zh=title_zh,
            type_id=kind,
            reference=f"MED-{2020 + number}-{number:03}",
            signed_on=day + timedelta(days=ends - 1100),
            effective_on=day + timedelta(days=ends - 1095),
            expires_on=day + timedelta(days=ends),
            notice_days=notice,
            renewal=Renewal.MUTUAL,
            owner=owner,
            parties=[Party(partner=partners[partner])],
        )
        for number, (title_en, title_zh, kind, partner, ends, notice) in enumerate(rows, 1)
    ]
    made.append(
        Agreement(
            title_en="Visiting professorship",
            title_zh="客座教授协议",
            type_id=research,
            signed_on=day - timedelta(days=400),
            effective_on=day - timedelta(days=390),
            is_open_ended=True,
            owner=owner,
            parties=[Party(partner=partners[MELBOURNE])],
        )
    )
    umbrella = made[4]
    made.append(
        Agreement(
            title_en="Protocol for the field semester",
            title_zh="实习学期实施协议",
            type_id=mou,
            effective_on=day - timedelta(days=500),
            expires_on=day + timedelta(days=420),
            parent=umbrella,
            link=Link.IMPLEMENTS,
            parties=[Party(partner=partners[HOPKINS])],
        )
    )
    made.append(
        Agreement(
            title_en="First amendment: prolonged by a year",
            title_zh="第一修正案：延长一年",
            type_id=mou,
            effective_on=day - timedelta(days=20),
            expires_on=day + timedelta(days=1265),
            parent=umbrella,
            link=Link.AMENDS,
            parties=[Party(partner=partners[HOPKINS])],
        )
    )
    made.append(
        Agreement(
            title_en="Memorandum on rural medicine",
            title_zh="乡村医学合作备忘录",
            type_id=mou,
            stage=Stage.DRAFT,
            parties=[Party(partner=partners[WASHINGTON], has_signed=False)],
        )
    )
    ended = Agreement(
        title_en="Summer school 2020 to 2023",
        title_zh="2020—2023年暑期学校协议",
        type_id=mou,
        effective_on=day - timedelta(days=1500),
        expires_on=day - timedelta(days=400),
        parties=[Party(partner=partners[MELBOURNE])],
    )
    return [*made, ended]


def _contacts(partners: dict[str, Partner]) -> list[Contact]:
    melbourne, hopkins = partners[MELBOURNE], partners[HOPKINS]
    melbourne.short_name, melbourne.city = "UniMelb", "Melbourne"
    melbourne.website = "https://medicine.unimelb.edu.au"
    hopkins.short_name, hopkins.city = "JHU", "Baltimore"
    return [
        Contact(
            name_en="Margaret O'Brien",
            email="margaret.obrien@unimelb.example.edu",
            phone="+61 3 9035 0000",
            positions=[
                Position(partner=melbourne, title="Associate Dean, International", is_main=True),
                Position(partner=hopkins, title="Visiting professor", department="Epidemiology"),
            ],
        ),
        Contact(
            name_en="Wang Jianguo",
            name_zh="王建国",
            email="jianguo.wang@unimelb.example.edu",
            phone="+61 3 9035 0000",  # of the same desk: a likely pair, which it is not
            positions=[
                Position(partner=melbourne, title="Programme manager", is_main=True),
            ],
        ),
    ]


def _from_outside(
    giver: User, partners: dict[str, Partner], agreements: list[Agreement]
) -> list[Base]:
    """A proposal that was answered, a link on which a counterpart has said something, and an
    enquiry through the public page."""
    link = CounterpartLink(
        agreement=agreements[3],
        partner=partners[WASHINGTON],
        key=new_token(),
        expires_at=now() + timedelta(days=20),
        made_by=giver,
    )
    proposal = Proposal(
        title="Summer school on primary care",
        status=ProposalStatus.ANSWERED,
        proposer_name="Wang Fang",
        proposer_email="wang.fang@example.org",
        department="General practice",
        partner_name=f"{BERKELEY}, School of Public Health",
        country="US",
        purpose="Thirty students spend two weeks with general practitioners there.",
        why_now="Their dean has offered places for next summer.",
        cost=Decimal(180_000),
        currency="CNY",
        payer=Payer.BOTH,
        token_digest=token_digest(new_token()),
        sender_digest="0" * 64,
        messages=[
            ProposalMessage(text="Who accompanies the students?", by=giver),
            ProposalMessage(text="Two colleagues of ours."),
        ],
    )
    comment = Suggestion(
        link=link,
        kind=SuggestionKind.COMMENT,
        about="Please name a field site in clause 2.",
        content={"text": "Please name a field site in clause 2."},
    )
    enquiry = Enquiry(
        organisation="Oslo University Hospital",
        country="NO",
        category=Category.HOSPITAL,
        name="Kari Nordmann",
        email="kari.nordmann@example.org",
        message="We would like to train nurses in intensive care together with you.",
        language="en",
        consent="You may keep this.",
        sender_digest="0" * 64,
    )
    return [proposal, link, comment, enquiry]


def _review(day: date, by: User, agreement: Agreement) -> list[Base]:
    """One that is being evaluated, while its academic lead has a link."""
    review = Review(
        agreement=agreement,
        stage=ReviewStage.EVALUATING,
        started_on=day - timedelta(days=10),
        started_by=by,
        outcomes="Three field schools with forty students.",
    )
    link = ReviewLink(review=review, key=new_token(), made_by=by)
    link.expires_at = now() + timedelta(days=20)
    return [review, link]


def _promise(day: date, owner: User) -> dict[str, object]:
    return {
        "kind": ObligationKind.REPORT,
        "text": "Send the yearly report on the exchange",
        "due_on": day + timedelta(days=300),
        "every_months": 12,
        "owner_id": owner.id,
    }


def _tasks(
    day: date, people: dict[str, User], partners: dict[str, Partner], agreements: list[Agreement]
) -> list[Task]:
    me, other = people[EDITOR], people[ADMIN]
    melbourne, hopkins = partners[MELBOURNE], partners[HOPKINS]
    return [
        Task(
            title="Ask the dean whether to renew",
            due_on=day - timedelta(days=3),
            priority=Priority.HIGH,
            assignee=me,
            agreement=agreements[0],
        ),
        Task(title="Send the draft renewal letter", due_on=day, assignee=me, partner=melbourne),
        Task(
            title="Name the contact persons on both sides",
            due_on=day + timedelta(days=9),
            assignee=me,
            agreement=agreements[2],
        ),
        Task(title="Collect the annual report", assignee=me, partner=hopkins),
        Task(
            title="Book rooms for the delegation",
            due_on=day + timedelta(days=2),
            priority=Priority.LOW,
            assignee=other,
            partner=melbourne,
        ),
        Task(
            title="File the signed original",
            due_on=day - timedelta(days=20),
            done_at=now() - timedelta(days=21),
            assignee=me,
            agreement=agreements[2],
        ),
    ]


def _happenings(
    day: date, partners: dict[str, Partner], agreements: list[Agreement]
) -> list[Happening]:
    return [
        Happening(
            kind=HappeningKind.VISIT,
            happened_on=day - timedelta(days=12),
            title="Delegation of the Faculty of Medicine in Beijing",
            body="Six people for two days, led by Margaret O'Brien. They want more places.",
            partner=partners[MELBOURNE],
        ),
        Happening(
            kind=HappeningKind.CALL,
            happened_on=day - timedelta(days=40),
            title="Call about the research budget",
            partner=partners[MELBOURNE],
            agreement=agreements[2],
        ),
    ]
