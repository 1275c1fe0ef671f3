"""The public page as data that search engines read: schema.org, as JSON-LD."""

from typing import Any

from flask import url_for

from crm.models import display_name
from crm.public.content import Channel, Content, News

Thing = dict[str, Any]


def graph(content: Content) -> Thing:
    """The page, the office, the partners of each channel and the news."""
    address = url_for("public.show", language=content.language, _external=True)
    language = "zh-Hans" if content.language == "zh" else "en"
    office = _office(content)
    page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": content.title,
        "inLanguage": language,
        "about": {"@id": office["@id"]},
    }
    lists = [_partners(channel, content) for channel in content.channels if channel.partners]
    news = [_news(one, address, content) for channel in content.channels for one in channel.news]
    return {"@context": "https://schema.org", "@graph": [page, office, *lists, *news]}


def _office(content: Content) -> Thing:
    home = url_for("public.index", _external=True)
    found = {
        "@type": "Organization",
        "@id": f"{home}#office",
        "name": content.office,
        "url": home,
        "telephone": content.page.phone,
        "email": content.page.email,
        "address": content.text("address"),
        "parentOrganization": _named("CollegeOrUniversity", content.school),
    }
    return {key: value for key, value in found.items() if value}


def _named(kind: str, name: str) -> Thing | None:
    return {"@type": kind, "name": name} if name else None


def _partners(channel: Channel, content: Content) -> Thing:
    names = [display_name(partner, content.language) for partner in channel.partners]
    return {
        "@type": "ItemList",
        "name": str(channel.heading),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "item": _named("Organization", name)}
            for place, name in enumerate(names, 1)
        ],
    }


def _news(news: News, address: str, content: Content) -> Thing:
    found = {
        "@type": "NewsArticle",
        "@id": f"{address}#news-{news.number}",
        "headline": display_name(news.title, content.language),
        "url": news.link,
        "datePublished": news.day.isoformat() if news.day else None,
    }
    return {key: value for key, value in found.items() if value}
