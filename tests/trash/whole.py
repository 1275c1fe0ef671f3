"""All that the office holds, row by row, and records that have everything on them that there is."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, cast, column, select, table

from crm.database import Base, now
from crm.documents import storage
from crm.extensions import db
from crm.models import (
    Access,
    Agreement,
    Anchor,
    Contact,
    Draft,
    DraftTemplate,
    Link,
    Obligation,
    Partner,
    PlannedTask,
    PlaybookStep,
    Priority,
    Recommendation,
    Review,
    Stage,
    Step,
    StepRole,
    StepTaken,
    Task,
    User,
)
from crm.models.search import SEARCHED
from crm.models.trash import KEPT_FOR
from crm.trash.actions import empty_trash
from tests import factories
from tests.conftest import DAY

BESIDE = {"change", "trash_item", "trash_file", "number_given"}
"""Tables that say what was done, and are to differ."""

HARD = '🩺 Universität \u202bمرحبا\u202c 研究 <b>&amp;\t\\ "three"\n'


def rows() -> dict[str, list[str]]:
    """Every row of every table as the database has it, and the words of the search."""
    db.session.commit()
    found = {
        kept.name: sorted(
            repr([_plain(value) for value in row]) for row in db.session.execute(kept.select())
        )
        for kept in Base.metadata.sorted_tables
        if kept.name not in BESIDE
    }
    for model in SEARCHED:
        index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
        words = select(index.c.rowid, cast(index.c.words, Text)).order_by(index.c.rowid)
        found[index.name] = [repr(tuple(row)) for row in db.session.execute(words)]
    db.session.rollback()
    return found


def _plain(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, object]:
    """Per table what is missing and what was not there: empty when nothing has changed."""
    return {
        name: (sorted(set(lines) - set(after[name])), sorted(set(after[name]) - set(lines)))
        for name, lines in before.items()
        if lines != after[name]
    }


def files() -> list[str]:
    return sorted(
        path.parent.name + path.name for path in storage.folder().glob("??/*") if path.is_file()
    )


def empty_all() -> None:
    """As if all that lies there had lain there long enough."""
    empty_trash({}, now() + KEPT_FOR)
    db.session.commit()


def full_agreement() -> Agreement:
    """An agreement with all that can hang on one, and others that point at it."""
    person = factories.user(name="Chen Wei")
    oslo, bergen = factories.partner("Oslo", name_zh="奥斯陆"), factories.partner("Bergen")
    kari = factories.contact("Kari Nordmann")
    factories.position(kari, oslo, is_main=True, title="Dean")
    kind = factories.agreement_type("Full")
    umbrella = factories.agreement("Umbrella", oslo, is_open_ended=True)
    full = factories.agreement(
        "Full agreement",
        bergen,
        oslo,
        title_zh="全",
        type_id=kind.id,
        reference="2026-FULL-1",
        parent_id=umbrella.id,
        link=Link.IMPLEMENTS,
        predecessor_id=factories.agreement("Before", oslo).id,
        signed_on=date(2024, 2, 29),
        effective_on=date(2024, 3, 1),
        expires_on=date(2027, 11, 24),
        review_years=3,
        notice_days=30,
        value_amount=Decimal("12.3456"),
        value_currency="CNY",
        owner_id=person.id,
        notes=HARD,
    )
    full.parties[0].has_signed, full.parties[1].signed_on = False, date(2024, 2, 28)
    db.session.refresh(full, ["units"])
    full.units = [factories.unit(), factories.unit("School of Public Health")]
    factories.answer_all(full, kind, kari)
    factories.signatory(full, "Ola Dean", partner_id=oslo.id, signed_on=date(2024, 2, 29))
    factories.signatory(full, "Our dean")
    taken = {"before": Stage.DRAFT, "after": Stage.SIGNED, "by_id": person.id}
    factories.kept(StepTaken(agreement_id=full.id, step=Step.SIGN, **taken))
    _papers(full, oslo, kari)
    _work(full, oslo, kind.id)
    pointing = {"agreement_id": full.id, "cost": Decimal("1200.5"), "currency": "CNY"}
    factories.proposal_message(factories.proposal(**pointing))
    factories.review(factories.agreement("Followed", oslo), successor_id=full.id)
    db.session.commit()
    # Changed more than once, so that its version is a number of its own.
    full.areas = "Nursing"
    db.session.commit()
    return full


def _papers(full: Agreement, oslo: Partner, kari: Contact) -> None:
    scan = factories.document("Scan", content=b"%PDF-1.4 one", text="whereas", agreement_id=full.id)
    factories.document(
        "Secret", content=b"%PDF-1.4 two", agreement_id=full.id, access=Access.ADMINISTRATORS
    )
    template: DraftTemplate = factories.draft_template()
    factories.kept(Draft(agreement_id=full.id, template_id=template.id, document_id=scan.id))
    link = factories.counterpart_link(full, oslo, document_id=scan.id, document_number=1)
    factories.suggestion(link, contact_id=kari.id)
    factories.signed_copy(link, b"%PDF-1.4 three")


def _work(full: Agreement, oslo: Partner, type_id: int) -> None:
    step: PlaybookStep = factories.kept(
        PlaybookStep(
            type_id=type_id,
            title_en="File it",
            role=StepRole.RESPONSIBLE,
            anchor=Anchor.SIGNING,
            days=10,
        )
    )
    planned: Task = factories.task("File it", agreement_id=full.id, due_on=DAY)
    factories.kept(
        PlannedTask(
            agreement_id=full.id,
            step_id=step.id,
            task_id=planned.id,
            title="File it",
            anchor=Anchor.SIGNING,
            days=10,
            role=StepRole.RESPONSIBLE,
            anchor_on=date(2024, 2, 29),
            planned_on=DAY,
        )
    )
    factories.task(
        "Done", agreement_id=full.id, partner_id=oslo.id, done_at=factories.FILED_AT, notes=HARD
    )
    owed: Obligation = factories.obligation(
        full, amount=Decimal("10.5"), currency="CNY", partner_id=oslo.id
    )
    due = {"agreement_id": full.id, "obligation_id": owed.id, "due_on": owed.due_on}
    factories.task("Send the report", obligation_due_on=owed.due_on, **due)
    paid = {"obligation_due_on": date(2025, 1, 1), "done_at": factories.FILED_AT}
    factories.task("Paid", **due | paid)
    bergen = select(Partner).where(Partner.name_en == "Bergen")
    took_part = {
        "partners": db.session.scalars(bergen).all(),
        "contacts": db.session.scalars(select(Contact)).all(),
        "users": db.session.scalars(select(User).order_by(User.id).limit(1)).all(),
    }
    signing = factories.happening(
        "Signing", agreement_id=full.id, partner_id=oslo.id, body=HARD, **took_part
    )
    factories.task("Thank them", agreement_id=full.id, happening_id=signing.id)
    factories.happening("Ball", agreements=[full], partners=[oslo])
    over: Review = factories.review(full, recommendation=Recommendation.END, problems=HARD)
    factories.review_link(over)
    factories.task("Tell them", agreement_id=full.id, review_id=over.id, priority=Priority.HIGH)


def full_partner() -> Partner:
    """A partner that nobody needs, with all that goes with one."""
    above = factories.partner("University")
    partner = factories.partner(
        "School", name_zh="学院", parent_id=above.id, country="NO", notes=HARD
    )
    factories.task("Call", partner_id=partner.id)
    factories.happening("Visit", partner_id=partner.id, happened_on=DAY)
    factories.document("Letter", content=b"%PDF-1.4 four", text="dear", partner_id=partner.id)
    db.session.commit()
    partner.city = "Oslo"
    db.session.commit()
    return partner
