"""Which of the two languages a name is in that somebody typed into one field."""

from crm.pattern import late

_HAN = late(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def in_two_languages(attribute: str, name: str) -> dict[str, str | None]:
    """`{attribute}_en` and `{attribute}_zh`: one with Chinese signs is Chinese."""
    is_chinese = _HAN.search(name) is not None
    return {
        f"{attribute}_en": None if is_chinese else name,
        f"{attribute}_zh": name if is_chinese else None,
    }
