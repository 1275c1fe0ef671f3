"""Templates in the settings, and a draft from the page of an agreement."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from crm.documents import storage
from crm.drafting.actions import LARGEST, check, load_shipped
from crm.errors import Refused
from crm.extensions import db
from crm.models import (
    Document,
    DocumentKind,
    DocumentVersion,
    DraftLanguage,
    DraftTemplate,
    Office,
    TrashItem,
)
from tests import factories
from tests.client import Client
from tests.drafting.words import lines, word


def sent(content: bytes, name: str = "letter.docx") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def the_template() -> DraftTemplate:
    db.session.expire_all()
    return db.session.scalars(select(DraftTemplate)).one()


def content_of(template: DraftTemplate) -> bytes:
    row = select(DraftTemplate.content).where(DraftTemplate.id == template.id)
    return db.session.scalar(row) or b""


def test_a_template_is_sent_replaced_and_fetched(admin: Client):
    first, second = word("{{ title }}"), word("{{ reference }}")

    admin.fill("/settings/templates/new", name_en="Letter", language="zh", file=sent(first))
    template = the_template()
    assert (template.file_name, template.language) == ("letter.docx", DraftLanguage.ZH)
    assert admin.get(f"/settings/templates/{template.id}/export.docx").data == first

    admin.fill(f"/settings/templates/{template.id}/edit", name_en="Letter of intent")
    assert content_of(template) == first

    admin.fill(f"/settings/templates/{template.id}/edit", file=sent(second, "new.docx"))
    assert content_of(template) == second
    assert the_template().file_name == "new.docx"
    assert "Letter of intent" in admin.visit("/settings/templates").text


def test_a_bad_file_is_explained_beside_its_field_and_nothing_is_kept(admin: Client):
    address = "/settings/templates/new"
    cases = {
        "These fields are not known: titel": sent(word("{{ titel }}")),
        "This is not a Word file.": sent(b"%PDF-1.7", "letter.pdf"),
        "Choose a file.": sent(b"", ""),
    }

    for reason, file in cases.items():
        page = admin.refused(address, name_en="Letter", file=file)
        assert page.error("file").startswith(reason)
        assert page.value("name_en") == "Letter"

    assert db.session.scalars(select(DraftTemplate)).all() == []


def test_a_template_has_at_most_a_megabyte(app: Flask):
    with app.test_request_context(), pytest.raises(Refused, match="at most 1 MB"):
        check(b"P" * (LARGEST + 1))


def test_a_bad_replacement_leaves_what_is_there(admin: Client):
    template = factories.draft_template(content=word("{{ title }}"))
    before = content_of(template)

    admin.refused(f"/settings/templates/{template.id}/edit", file=sent(word("{{ nothing }}")))

    assert content_of(template) == before


def test_a_draft_is_filed_with_the_agreement_and_again_as_a_version(editor: Client):
    agreement = factories.agreement("Nursing & care", factories.partner("Oslo"))
    template = factories.draft_template(content=word("{{ title }} with {{ partner.name }}"))
    address = f"/agreements/{agreement.id}/draft"

    answer = editor.fill(address, template_id=str(template.id))
    assert answer.location == f"/agreements/{agreement.id}#documents"
    document = db.session.scalars(select(Document)).one()
    assert (document.kind, document.title) == (DocumentKind.DRAFT, "Memorandum")
    version = db.session.scalars(select(DocumentVersion)).one()
    assert lines(storage.path_of(version.digest).read_bytes()) == ["Nursing & care with Oslo"]

    agreement.title_en = "Nursing"
    editor.fill(address, template_id=str(template.id))
    versions = db.session.scalars(select(DocumentVersion).order_by(DocumentVersion.number)).all()
    assert [version.number for version in versions] == [1, 2]
    assert lines(storage.path_of(versions[1].digest).read_bytes()) == ["Nursing with Oslo"]
    assert "Memorandum" in editor.visit(f"/agreements/{agreement.id}").text


def test_templates_of_the_type_are_offered_first_and_retired_ones_not_at_all(editor: Client):
    agreement = factories.agreement()
    other = factories.shipped_type("research")
    factories.draft_template("For research", type_id=other.id)
    factories.draft_template("For every type")
    factories.draft_template("For memoranda", type_id=agreement.type_id)
    factories.draft_template("Retired", is_retired=True)

    page = editor.visit(f"/agreements/{agreement.id}/draft")

    offered = [option.partition(" · ")[0] for option in page.texts("option")]
    assert offered == ["For memoranda", "For every type", "For research"]


def test_a_template_is_retired_and_offered_again(admin: Client):
    template = factories.draft_template()

    admin.send(f"/settings/templates/{template.id}/retire")
    assert the_template().is_retired
    admin.send(f"/settings/templates/{template.id}/restore")
    assert not the_template().is_retired


def test_who_we_are_is_said_once(admin: Client):
    admin.fill("/settings/office", name_en="School of Medicine", name_zh="医学院")
    admin.fill("/settings/office", city_en="Beijing")

    office = db.session.scalars(select(Office)).one()
    assert (office.name_en, office.name_zh, office.city_en) == (
        "School of Medicine",
        "医学院",
        "Beijing",
    )


def test_shipped_templates_come_once_and_what_the_office_made_of_them_stays(admin: Client):
    assert load_shipped({}) == 2
    template = db.session.scalars(select(DraftTemplate)).first()
    template.is_retired = True
    db.session.commit()

    assert load_shipped({}) == 0
    assert template.is_retired


def test_a_type_that_is_deleted_leaves_its_templates(admin: Client):
    kind = factories.agreement_type("Letter of intent")
    template = factories.draft_template(type_id=kind.id)

    admin.send(f"/settings/agreement-types/{kind.id}/delete")

    assert (the_template().id, the_template().type_id) == (template.id, None)


def test_a_draft_goes_with_its_agreement_and_can_be_deleted_and_made_again(editor: Client):
    agreement = factories.agreement()
    template = factories.draft_template(content=word("{{ title }}"))
    address = f"/agreements/{agreement.id}/draft"
    editor.fill(address, template_id=str(template.id))
    document = db.session.scalars(select(Document)).one()

    editor.send(f"/documents/{document.id}/delete")
    editor.fill(address, template_id=str(template.id))
    assert len(db.session.scalars(select(Document)).all()) == 1

    editor.send(f"/agreements/{agreement.id}/delete")
    assert db.session.scalars(select(Document)).all() == []
    assert the_template().id == template.id


def test_a_draft_that_was_deleted_comes_back_beside_the_one_made_since(editor: Client):
    agreement = factories.agreement()
    template = factories.draft_template(content=word("{{ title }}"))
    address = f"/agreements/{agreement.id}/draft"
    editor.fill(address, template_id=str(template.id))
    first = db.session.scalars(select(Document.id)).one()
    editor.fill(f"/documents/{first}/delete")
    editor.fill(address, template_id=str(template.id))
    item = db.session.scalars(select(TrashItem.id)).one()

    answer = editor.send(f"/trash/{item}/restore")

    assert answer.location == f"/documents/{first}"
    editor.fill(address, template_id=str(template.id))
    db.session.expire_all()
    versions = {document.id: document.latest for document in db.session.scalars(select(Document))}
    assert sorted(versions.values()) == [1, 2]
    assert versions[first] == 1


def test_a_draft_that_was_kept_from_the_staff_is_left_alone_by_them(editor: Client, admin: Client):
    agreement = factories.agreement()
    template = factories.draft_template(content=word("{{ title }}"))
    address = f"/agreements/{agreement.id}/draft"
    editor.fill(address, template_id=str(template.id))
    first = db.session.scalars(select(Document.id)).one()
    admin.fill(f"/documents/{first}/edit", access="administrators")

    for _again in range(2):
        editor.fill(address, template_id=str(template.id))

    db.session.expire_all()
    kept, own = db.session.scalars(select(Document).order_by(Document.id))
    assert (kept.id, kept.latest) == (first, 1)
    assert own.latest == 2
    assert f"/documents/{own.id}" in editor.visit(f"/agreements/{agreement.id}").links()
