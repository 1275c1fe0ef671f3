"""What stands on the public page, put together channel by channel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from crm.database import AnyRow, Word
from crm.frozen import Frozen
from crm.models import Category, PublicPage, display_name
from crm.proposals.naming import in_two_languages
from crm.public import queries
from crm.public.markdown import as_html
from crm.seeing import NOBODY, seen_by

HEADINGS: Mapping[Word, LazyString] = {
    Category.GOVERNMENT: _l("Government cooperation"),
    Category.INTERNATIONAL: _l("International cooperation"),
    Category.HOSPITAL: _l("Hospital cooperation"),
    Category.ENTERPRISE: _l("Enterprise cooperation"),
    Category.OTHER: _l("Other cooperation"),
}
"""The channels in their order. The last has no text of its own."""


class Name(NamedTuple):
    """What something is called in either language, or in one of them."""

    name_en: str | None
    name_zh: str | None


class Paper(NamedTuple):
    """An agreement, and those of its partners that are public too."""

    title: Name
    partners: list[Name]


class News(NamedTuple):
    """What happened; the day may be unknown."""

    number: int
    title: Name
    link: str | None
    day: date | None
    updated_at: datetime


@dataclass
class Channel:
    """A section of the page; one in which nothing stands is left out."""

    category: Word
    heading: LazyString
    text: Markup
    partners: list[AnyRow] = field(default_factory=list)
    agreements: list[Paper] = field(default_factory=list)
    news: list[News] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.partners or self.agreements or self.news)


class Content(Frozen):
    """The page for readers of one language, `en` or `zh`."""

    page: PublicPage
    language: str
    school: str
    channels: Sequence[Channel]

    def text(self, name: str) -> str | None:
        return self.page.said(name, self.language)

    def html(self, name: str) -> Markup:
        return as_html(self.text(name))

    @property
    def office(self) -> str:
        return self.text("office") or self.school

    @property
    def title(self) -> str:
        return self.text("title") or self.office

    @property
    def dialled(self) -> str:
        """The phone as a `tel:` address has it: with a plus before the code of the country, unless
        it begins with the zero of calls within a country, and then as it was typed."""
        number = "-".join(re.findall("[0-9]+", (self.page.phone or "").replace("(0)", " ")))
        if number.startswith("0") and not number.startswith("00"):
            return number
        return "+" + number.removeprefix("00").removeprefix("-")


@seen_by(NOBODY)
def content_of(page: PublicPage, language: str, day: date) -> Content:
    """The page with those texts as it stands on that day."""
    channels = {
        category: Channel(category, heading, as_html(_text(page, category, language)))
        for category, heading in HEADINGS.items()
    }
    for partner in queries.partners():
        channels[partner.category].partners.append(partner)
    for category, paper in _papers(day):
        channels[category].agreements.append(paper)
    for category, news in all_news():
        channels[category].news.append(news)
    shown = [channel for channel in channels.values() if not channel.is_empty]
    return Content(page, language, _school(language), shown)


def frame_of(page: PublicPage, language: str) -> Content:
    """What surrounds the page, for others that belong to it: no channel stands there."""
    return Content(page, language, _school(language), ())


def all_news() -> list[tuple[Word, News]]:
    """The news with their channels, the latest first."""
    return [
        (
            row.channel,
            News(
                row.id,
                Name(**in_two_languages("name", row.title)),
                row.link,
                row.happened_on,
                row.updated_at,
            ),
        )
        for row in queries.news()
    ]


def _papers(day: date) -> list[tuple[Word, Paper]]:
    """The agreements with their channels: that of the first party, whether public or not."""
    found: dict[int, tuple[Word, Paper]] = {}
    for row in queries.agreements(day):
        category = row.partner_category or Category.OTHER
        title = Name(row.title_en, row.title_zh)
        _channel, paper = found.setdefault(row.id, (category, Paper(title, [])))
        if row.name_en or row.name_zh:
            paper.partners.append(Name(row.name_en, row.name_zh))
    return list(found.values())


def _school(language: str) -> str:
    school = queries.school()
    return display_name(school, language) if school is not None else ""


def _text(page: PublicPage, category: Word, language: str) -> str | None:
    return None if category is Category.OTHER else page.said(category.value, language)
