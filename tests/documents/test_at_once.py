"""Many file and delete the same paper at the same time: none loses its file to another."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from crm.database import now
from crm.documents import actions, storage
from crm.documents.intake import holding
from crm.extensions import db
from crm.models import Agreement, Document, DocumentKind, DocumentVersion
from tests import factories
from tests.trash.whole import empty_all

PEOPLE = 4
ROUNDS = 6


def test_the_same_paper_filed_and_deleted_at_once_keeps_its_file(app: Flask):
    agreement_id = factories.agreement().id
    db.session.commit()
    storage.remove_strays()

    def file_and_delete(number: int) -> int:
        """How often the paper was not there although its row was."""
        missing = 0
        for _round in range(ROUNDS):
            with app.app_context(), holding(b"%PDF-1.4 the same", "scan.pdf") as upload:
                agreement = db.session.get_one(Agreement, agreement_id)
                given = {"files": [upload], "kind": DocumentKind.SIGNED}
                (document,) = actions.add_documents(given, agreement, None, now())
                db.session.commit()
                missing += not storage.path_of(upload.digest).exists()
                actions.delete_document({}, document)
                db.session.commit() if number % 2 else db.session.rollback()
        return missing

    with ThreadPoolExecutor(PEOPLE) as people:
        missing = sum(people.map(file_and_delete, range(PEOPLE)))

    assert missing == 0
    assert storage.strays() == []
    left = db.session.scalars(select(DocumentVersion.digest)).all()
    assert len(left) == PEOPLE // 2 * ROUNDS
    assert storage.path_of(left[0]).exists()
    for document in db.session.scalars(select(Document)).all():
        actions.delete_document({}, document)
    db.session.commit()
    assert storage.path_of(left[0]).exists()
    empty_all()
    assert not storage.path_of(left[0]).exists()
