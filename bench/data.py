"""Makes the offices that are measured: the same records for the same size, on either engine."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.orm import Session

from crm.connections import set_up_engine
from crm.database import Base
from crm.models import (
    Agreement,
    Category,
    Contact,
    Happening,
    HappeningKind,
    Partner,
    PartnerStatus,
    Party,
    Position,
    Renewal,
    Role,
    Stage,
    Task,
    User,
)
from crm.models.countries import country_keys
from crm.models.names import sort_key
from crm.models.search import keep_words
from crm.models.sort_keys import KEEP_AGREEMENTS, KEEP_CONTACTS
from crm.operations.schema import needed_revision
from crm.operations.upgrade import upgrade
from crm.seeing import seeing_all

EMAIL, PASSWORD = "bench@example.org", "three words and more"
RARE_LATIN, RARE_ZH, RARE = "Quetzal", "羽蛇研究", 3

CITIES = (
    ("CN", "Beijing", "北京"),
    ("CN", "Shanghai", "上海"),
    ("CN", "Wuhan", "武汉"),
    ("JP", "Osaka", "大阪"),
    ("SG", "Singapore", "新加坡"),
    ("DE", "Berlin", "柏林"),
    ("US", "Boston", "波士顿"),
    ("AU", "Perth", "珀斯"),
)
KINDS = (
    (Category.GOVERNMENT, "Health Bureau", "卫生局"),
    (Category.INTERNATIONAL, "University", "大学"),
    (Category.HOSPITAL, "Hospital", "医院"),
    (Category.ENTERPRISE, "Pharma Group", "制药集团"),
)
PEOPLE = (("Wang Wei", "王伟"), ("Li Fang", "李芳"), ("Anna Müller", "安娜"), ("Chen Jun", "陈军"))
FIRST_DAY = date(2026, 1, 1)
BORN = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 2000

Row = tuple[type[Base], dict[str, Any]]


def office(folder: Path, size: int) -> Path:
    """The database file of an office of that size; made on first use of each schema."""
    file = folder / f"{size}-{needed_revision()}.sqlite"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        _make(unfinished, size)
        unfinished.rename(file)
    return file


def _make(file: Path, size: int) -> None:
    engine = create_engine(f"sqlite:///{file}")
    fill(engine, size)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        connection.execute(text("PRAGMA journal_mode = DELETE"))
    engine.dispose()


def fill(engine: Engine, size: int) -> None:
    """The newest schema, and the records of an office of that size."""
    set_up_engine(engine)
    upgrade(engine)
    rows = _rows(size)
    while batch := list(islice(rows, BATCH)):
        _write(engine, batch)
    with engine.begin() as connection:
        connection.execute(KEEP_CONTACTS)
        connection.execute(KEEP_AGREEMENTS)
    _begin_history(engine)


def _begin_history(engine: Engine) -> None:
    """Each office has a history, by whose head a page sees whether anything was changed."""
    with Session(engine) as session, seeing_all():
        session.get_one(User, 1).rename("Bench Office")
        session.commit()


def _write(engine: Engine, batch: list[Row]) -> None:
    models = (User, Partner, Contact, Position, Agreement, Party, Task, Happening)
    with engine.begin() as connection:
        for model in models:
            values = [row for kind, row in batch if kind is model]
            if not values:
                continue
            common = {"created_at": BORN, "updated_at": BORN, "version": 1}
            connection.execute(insert(model), [common | row for row in values])
            if model in {Partner, Contact, Agreement, Task, Happening}:
                keep_words(connection, [model(**row) for row in values])


def _rows(size: int) -> Iterator[Row]:
    """Two contacts a partner, one agreement and a half with a task each, one happening."""
    chance = random.Random(size)
    rare = {size // 4, size // 2, size * 7 // 8}
    agreement_id = 0
    user = User(email=EMAIL, role=Role.ADMIN, is_active=True)
    user.rename("Bench")
    user.set_password(PASSWORD)
    yield (
        User,
        {
            "id": 1,
            "email": user.email,
            "name": user.name,
            "name_sort": user.name_sort,
            "role": user.role,
            "is_active": True,
            "password_hash": user.password_hash,
        },
    )
    for number in range(1, size + 1):
        yield Partner, _partner(number, chance, is_rare=number in rare)
        for place in range(2):
            yield from _contact(number * 2 - 1 + place, number, chance)
        for _ in range(1 + number % 2):
            agreement_id += 1
            yield from _agreement(agreement_id, number, chance)
        yield (
            Happening,
            {
                "id": number,
                "kind": HappeningKind.MEETING,
                "title": f"Annual meeting {number:06d}",
                "happened_on": FIRST_DAY - timedelta(days=chance.randrange(900)),
                "partner_id": number,
            },
        )


def _partner(number: int, chance: random.Random, *, is_rare: bool) -> dict[str, Any]:
    country, city, city_zh = chance.choice(CITIES)
    category, kind, kind_zh = chance.choice(KINDS)
    name_en = f"{city} {kind} {number:06d}"
    name_zh = f"{city_zh}{kind_zh}{number:06d}"
    if is_rare:
        name_en, name_zh = f"Quetzalcoatl Institute {number:06d}", f"羽蛇研究院{number:06d}"
    country_sort, country_sort_zh = country_keys(country)
    return {
        "id": number,
        "name_en": name_en,
        "name_zh": name_zh,
        "name_sort": sort_key(name_en),
        "name_sort_zh": sort_key(name_zh),
        "category": category,
        "country": country,
        "country_sort": country_sort,
        "country_sort_zh": country_sort_zh,
        "city": city,
        "city_sort": sort_key(city),
        "website": f"https://p{number}.example.org/",
        "status": chance.choice(list(PartnerStatus)),
        "owner_id": 1 if number % 5 == 0 else None,
    }


def _contact(number: int, partner_id: int, chance: random.Random) -> Iterator[Row]:
    name_en, name_zh = chance.choice(PEOPLE)
    yield (
        Contact,
        {
            "id": number,
            "name_en": name_en,
            "name_zh": name_zh,
            "name_sort": sort_key(name_en),
            "name_sort_zh": sort_key(name_zh),
            "email": f"c{number}@p{partner_id}.example.org",
            "phone": f"+86 10 {chance.randrange(10**8):08d}",
        },
    )
    held = {"id": number, "contact_id": number, "partner_id": partner_id, "is_main": True}
    yield Position, held | {"title": chance.choice(("Director", "Secretary", "Dean"))}


def _agreement(number: int, partner_id: int, chance: random.Random) -> Iterator[Row]:
    start = FIRST_DAY - timedelta(days=chance.randrange(1500))
    end = start + timedelta(days=365 * chance.randrange(1, 7))
    renewal = chance.choice(list(Renewal))
    if renewal is Renewal.AUTOMATIC:  # it would be renewed while something is measured
        end += timedelta(days=3650)
    title, title_zh = f"Memorandum {number:06d}", f"合作备忘录{number:06d}"
    yield (
        Agreement,
        {
            "id": number,
            "title_en": title,
            "title_zh": title_zh,
            "title_sort": sort_key(title),
            "title_sort_zh": sort_key(title_zh),
            "type_id": chance.randrange(1, 10),
            "signed_on": start,
            "effective_on": start,
            "stage": Stage.SIGNED,
            "expires_on": end,
            "is_open_ended": False,
            "ends_on": end,
            "is_endless": False,
            "notice_days": 90,
            "renewal": renewal,
        },
    )
    yield Party, {"agreement_id": number, "partner_id": partner_id, "place": 0}
    yield (
        Task,
        {
            "id": number,
            "title": f"Follow up {number:06d}",
            "due_on": end - timedelta(days=90),
            "priority": "normal",
            "assignee_id": 1 if number % 50 == 0 else None,
            "agreement_id": number,
        },
    )
