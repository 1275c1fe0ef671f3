"""All that a file can bring, by what the addresses and `crm import` call it."""

from collections.abc import Mapping
from dataclasses import replace

from crm.imports.agreements import AGREEMENTS
from crm.imports.contacts import CONTACTS
from crm.imports.fields import Subject
from crm.imports.partners import PARTNERS
from crm.imports.tasks import TASKS

SUBJECTS: Mapping[str, Subject] = {
    subject.what: subject for subject in (PARTNERS, CONTACTS, AGREEMENTS, TASKS)
}


def subject_of(what: str) -> Subject:
    """The same with the fields that the office has made itself, as they are now."""
    subject = SUBJECTS[what]
    if subject.more is None:
        return subject
    return replace(subject, fields=(*subject.fields, *subject.more()))
