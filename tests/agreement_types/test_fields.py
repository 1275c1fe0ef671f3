"""Settings: the fields of a type are added, put in order, taken away and brought back."""

from crm.agreement_types import queries
from crm.database import now
from crm.extensions import db
from crm.models import AgreementType, Choice, FieldKind, TypeField
from tests import factories
from tests.client import Client


def page_of(kind: AgreementType) -> str:
    return f"/settings/agreement-types/{kind.id}/edit"


def address(field: TypeField, act: str) -> str:
    return f"/settings/agreement-types/{field.type_id}/fields/{field.id}/{act}"


def labels(kind: AgreementType) -> list[str]:
    return [field.label_en for field in queries.fields_of(kind.id) if field.is_asked]


def choices(*names: str) -> dict[str, str]:
    """What the form sends for new choices of these names."""
    sent = {"choices": str(len(names))}
    for row, name in enumerate(names):
        sent |= {f"choices-{row}-en": name, f"choices-{row}-offered": "on"}
    return sent


def test_a_new_type_leads_to_its_fields(admin: Client):
    answer = admin.fill("/settings/agreement-types/new", name_en="Letter of intent")
    page = admin.visit(answer.location.partition("#")[0])

    assert answer.location.endswith("#fields")
    assert "None yet." in page.text


def test_a_field_has_a_label_a_kind_help_and_may_be_required(admin: Client):
    kind = factories.agreement_type()

    admin.fill(
        f"/settings/agreement-types/{kind.id}/fields/new",
        label_en="Places",
        label_zh="名额",
        kind="number",
        help_en="A year",
        is_required="y",
    )

    (field,) = queries.fields_of(kind.id)
    assert (field.label_zh, field.kind, field.help_en) == ("名额", FieldKind.NUMBER, "A year")
    assert field.is_required
    assert "required" in admin.visit(page_of(kind)).text


def test_a_field_has_a_label_of_its_own(admin: Client):
    kind = factories.agreement_type()
    factories.type_field(kind, "Places")
    new = f"/settings/agreement-types/{kind.id}/fields/new"

    assert admin.refused(new, label_en=" ").error("label_en") == (
        "Give a label in English or in Chinese."
    )
    assert admin.refused(new, label_en="Places").error("label_en") == (
        "This type has a field of this label."
    )


def test_a_field_that_was_taken_away_is_brought_back_instead_of_added_twice(admin: Client):
    kind = factories.agreement_type()
    factories.type_field(kind, "Places", retired_at=now())

    page = admin.refused(f"/settings/agreement-types/{kind.id}/fields/new", label_en="Places")

    assert page.error("label_en") == "A field of this label was taken away: bring that one back."


def test_a_choice_offers_something(admin: Client):
    kind = factories.agreement_type()
    new = f"/settings/agreement-types/{kind.id}/fields/new"

    page = admin.refused(new, label_en="Tuition", kind="choice")
    assert "Give at least one choice." in page.text

    admin.fill(new, label_en="Tuition", kind="choice", **choices("At home", "Waived"))
    (field,) = queries.fields_of(kind.id)
    assert [(c.key, c.name_en) for c in field.choices] == [("1", "At home"), ("2", "Waived")]


def test_a_choice_in_use_is_offered_no_longer_but_not_lost(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Tuition", kind=FieldKind.CHOICE)
    field.offer([Choice("1", "At home", None), Choice("2", "Waived", None), Choice("3", "X", None)])
    factories.field_value(factories.agreement(type_id=kind.id), field, "2")
    fields = admin.visit(address(field, "edit")).fields()
    kept = {n: v for n, v in fields.items() if n not in {"choices-1-offered", "choices-2-offered"}}

    admin.post(address(field, "edit"), data=kept | {"choices-0-en": "Each at home"})

    db.session.refresh(field)
    assert field.choices == [
        Choice("1", "Each at home", None),
        Choice("2", "Waived", None, is_offered=False),
    ]


def test_a_kind_changes_only_while_nothing_is_answered(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind)
    admin.fill(address(field, "edit"), kind="number")
    db.session.refresh(field)
    assert field.kind is FieldKind.NUMBER
    factories.field_value(factories.agreement(type_id=kind.id), field, 3)

    page = admin.refused(address(field, "edit"), kind="text")

    assert page.error("kind") == (
        "Agreements answer this field as it is. Take it away and add another one."
    )


def test_fields_move_up_and_down(admin: Client):
    kind = factories.agreement_type()
    fields = [factories.type_field(kind, name, place=n) for n, name in enumerate("ABC")]

    admin.send(address(fields[2], "up"))
    assert labels(kind) == ["A", "C", "B"]

    admin.send(address(fields[0], "up"))
    admin.send(address(fields[0], "down"))
    assert labels(kind) == ["C", "A", "B"]


def test_a_field_is_taken_away_and_brought_back(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Places")
    factories.type_field(kind, "Discipline", place=1)

    admin.send(address(field, "retire"))
    assert labels(kind) == ["Discipline"]
    assert "Taken away" in admin.visit(page_of(kind)).text

    admin.send(address(field, "down"))
    admin.send(address(field, "restore"))
    assert labels(kind) == ["Discipline", "Places"]


def test_a_field_is_deleted_only_while_nothing_is_answered(admin: Client):
    kind = factories.agreement_type()
    empty, answered = factories.type_field(kind, "A"), factories.type_field(kind, "B")
    factories.field_value(factories.agreement(type_id=kind.id), answered, "Nursing")

    admin.send(address(empty, "delete"))
    answer = admin.send(address(answered, "delete"))

    assert "Agreements answer this field. Take it away: their answers stay." in answer.text
    assert labels(kind) == ["B"]


def test_a_type_with_agreements_is_kept_and_says_why(admin: Client):
    kind = factories.agreement_type()
    factories.type_field(kind)
    factories.agreement(type_id=kind.id)

    answer = admin.send(f"/settings/agreement-types/{kind.id}/delete")

    assert answer.status_code == 422
    assert "1 agreement is of this type. Change that first." in answer.text


def test_a_type_is_kept_while_agreements_of_another_type_have_answers_in_its_fields(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind)
    factories.field_value(factories.agreement(), field, "Nursing")

    answer = admin.send(f"/settings/agreement-types/{kind.id}/delete")

    assert answer.status_code == 422
    assert "Without the type nobody could read that." in answer.text


def test_a_type_that_nobody_needs_goes_with_its_fields(admin: Client):
    kind = factories.agreement_type()
    field_id = factories.type_field(kind).id

    admin.send(f"/settings/agreement-types/{kind.id}/delete")

    assert db.session.get(TypeField, field_id) is None


def test_whoever_makes_a_field_required_is_told_how_many_agreements_lack_it(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind)
    factories.agreement(type_id=kind.id)
    factories.agreement("Second", factories.partner("Bergen"), type_id=kind.id)

    answer = admin.fill(address(field, "edit"), is_required="y")

    assert (
        "2 agreements lack it. They can still be saved"
        in admin.visit(answer.location.partition("#")[0]).text
    )


def test_the_shipped_types_have_fields(admin: Client):
    centre = factories.shipped_type("joint_centre")

    assert labels(centre) == [
        "Name of the centre",
        "Director on our side",
        "Director on their side",
        "Place",
        "Funding",
        "Governing board meets",
    ]
    assert factories.shipped_type("dual_degree").counts_students


def test_a_choice_that_is_too_long_is_refused_and_stays(admin: Client):
    kind = factories.agreement_type()
    new = f"/settings/agreement-types/{kind.id}/fields/new"

    page = admin.refused(new, label_en="Tuition", kind="choice", **choices("At home", "x" * 101))

    assert page.having("p", class_="error", id="choices-hint")
    assert page.fields()["choices-1-en"] == ["x" * 101]
    assert queries.fields_of(kind.id) == []


def test_an_invisible_character_in_a_choice_is_named(admin: Client):
    kind = factories.agreement_type()
    new = f"/settings/agreement-types/{kind.id}/fields/new"

    answer = admin.fill(new, label_en="Tuition", kind="choice", **choices("before\0after"))

    assert answer.status_code == 422
    assert "U+0000" in answer.text


def test_a_choice_has_a_name(admin: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Tuition", kind=FieldKind.CHOICE)
    field.offer([Choice("1", "At home", None)])

    page = admin.refused(address(field, "edit"), **{"choices-0-en": ""})

    assert page.error("choices") == "Name each choice, or untick it to take it away."
