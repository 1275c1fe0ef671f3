"""The lists of what people keep, each with the fields that many rows can be given at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, literal, null
from sqlalchemy.orm import selectinload

from crm.agreements.actions import change_type, delete_agreement
from crm.agreements.lists import agreement_list
from crm.bulk import forms
from crm.bulk.changes import plan_tasks, same, tag_changes, unit_changes
from crm.bulk.works import Change, Hand, Step, Subject, each
from crm.contacts.actions import delete_contact, move_contact
from crm.contacts.actions import keep_contact as keep
from crm.contacts.lists import contact_list
from crm.contacts.queries import held_elsewhere, main_position
from crm.documents.actions import delete_document
from crm.documents.lists import document_list
from crm.enquiries.actions import put_aside, why_not_aside
from crm.enquiries.lists import enquiry_list
from crm.models import (
    Agreement,
    Contact,
    Document,
    Enquiry,
    EnquiryStatus,
    Happening,
    Obligation,
    Partner,
    Pipeline,
    Position,
    Task,
    TrashItem,
)
from crm.obligations.actions import delete_obligation
from crm.obligations.lists import obligation_list
from crm.partners.actions import delete_partner
from crm.partners.lists import partner_list
from crm.pipeline.actions import move
from crm.pipeline.lists import pipeline_list
from crm.tasks.actions import delete_task, tick
from crm.tasks.lists import task_list
from crm.timeline.actions import delete_happening
from crm.timeline.lists import happening_list
from crm.trash.actions import restore
from crm.trash.coming_back import why_not_restored
from crm.trash.lists import trash_list
from crm.web.locale import name_of

NO_NAME = null()


def _tick(task: Task, value: str, hand: Hand) -> Task:
    return tick({}, task, hand.at if value == "done" else None, hand.day)


def _move(partner: Partner, value: Pipeline, _hand: Hand) -> Partner:
    return move({"stage": value}, partner)


def _lose(partner: Partner, value: str, _hand: Hand) -> Partner:
    return move({"stage": Pipeline.LOST, "reason": value}, partner)


def _about_contact(contact: Contact) -> Mapping[str, Any]:
    """A task is about a partner; the person's name stands in what has to be done."""
    main = next((position for position in contact.positions if position.is_main), None)
    return {
        "partner_id": main.partner_id if main else None,
        "named": name_of(contact),
    }


def _about_happening(happening: Happening) -> Mapping[str, Any]:
    about = {name: getattr(happening, name) for name in ("partner_id", "agreement_id")}
    return {**about, "happening_id": happening.id}


PARTNERS = Subject(
    title=_l("Partners"),
    listing=partner_list,
    form=forms.PartnersForm,
    changes=(
        same("owner_id", Partner.owner_id, may_be_empty=True),
        same("status", Partner.status),
        same("category", Partner.category),
        same("country", Partner.country, may_be_empty=True),
        same("is_public", Partner.is_public),
        *tag_changes(Partner.tags),
    ),
    names=(Partner.name_en, Partner.name_zh),
    delete=lambda partner, _: delete_partner({}, partner),
    about=lambda partner: {"partner_id": partner.id},
    owner=lambda partner: partner.owner_id,
)

AGREEMENTS = Subject(
    title=_l("Agreements"),
    listing=agreement_list,
    form=forms.AgreementsForm,
    changes=(
        same("owner_id", Agreement.owner_id, may_be_empty=True, after=plan_tasks),
        Change(
            "type_id",
            Agreement.type_id,
            each(lambda agreement, value, _: change_type({"type_id": value}, agreement)),
            after=plan_tasks,
        ),
        same("renewal", Agreement.renewal),
        same("is_public", Agreement.is_public),
        *unit_changes(),
        *tag_changes(Agreement.tags),
    ),
    names=(Agreement.title_en, Agreement.title_zh),
    delete=lambda agreement, _: delete_agreement({}, agreement),
    about=lambda agreement: {"agreement_id": agreement.id},
    owner=lambda agreement: agreement.owner_id,
    loads=lambda: (selectinload(Agreement.units),),
)

RECORDS: Mapping[str, Subject] = {
    "partners": PARTNERS,
    "pipeline": replace(
        PARTNERS,
        title=_l("Pipeline"),
        listing=pipeline_list,
        form=forms.PipelineForm,
        changes=(
            Change("stage", Partner.pipeline, each(_move)),
            Change("reason", Partner.lost_reason, each(_lose)),
            same("owner_id", Partner.owner_id, may_be_empty=True),
            *tag_changes(Partner.tags),
        ),
    ),
    "contacts": Subject(
        title=_l("Contacts"),
        listing=contact_list,
        form=forms.ContactsForm,
        changes=(
            Change(
                "partner_id",
                main_position(Position.partner_id),
                each(lambda contact, value, _: move_contact({"partner_id": value}, contact)),
                why_not=held_elsewhere,
            ),
            same("purpose", Contact.purpose),
            same("source", Contact.source),
            *tag_changes(Contact.tags),
            Change(
                "kept_on", Contact.kept_on, each(lambda contact, day, _: keep({}, contact, day))
            ),
        ),
        names=(Contact.name_en, Contact.name_zh),
        delete=lambda contact, _: delete_contact({}, contact),
        about=_about_contact,
        loads=lambda: (selectinload(Contact.positions),),
    ),
    "agreements": AGREEMENTS,
    "tasks": Subject(
        title=_l("Tasks"),
        listing=task_list,
        form=forms.TasksForm,
        changes=(
            same("assignee_id", Task.assignee_id, may_be_empty=True),
            same("due_on", Task.due_on, may_be_empty=True),
            same("priority", Task.priority),
            Change(
                "status",
                case((Task.done_at.is_(None), literal("open")), else_=literal("done")),
                each(_tick),
            ),
            *tag_changes(Task.tags),
        ),
        names=(Task.title, NO_NAME),
        delete=lambda task, hand: delete_task({}, task, hand.day),
    ),
    "obligations": Subject(
        title=_l("Obligations"),
        listing=obligation_list,
        form=forms.ObligationsForm,
        changes=(same("owner_id", Obligation.owner_id, may_be_empty=True),),
        names=(Obligation.text, NO_NAME),
        delete=lambda obligation, _: delete_obligation({}, obligation),
        about=lambda obligation: {"agreement_id": obligation.agreement_id},
        owner=lambda obligation: obligation.owner_id,
    ),
    "happenings": Subject(
        title=_l("Timeline"),
        listing=happening_list,
        form=forms.TimelineForm,
        changes=(same("kind", Happening.kind),),
        names=(Happening.title, NO_NAME),
        delete=lambda happening, _: delete_happening({}, happening),
        about=_about_happening,
    ),
    "documents": Subject(
        title=_l("Documents"),
        listing=document_list,
        form=forms.DocumentsForm,
        changes=(same("kind", Document.kind),),
        names=(Document.title, NO_NAME),
        delete=lambda document, _: delete_document({}, document),
    ),
    "enquiries": Subject(
        title=_l("Enquiries"),
        listing=enquiry_list,
        form=forms.EnquiriesForm,
        changes=(
            Change(
                "reason",
                case((Enquiry.status == EnquiryStatus.ASIDE, Enquiry.reason)),
                each(lambda enquiry, value, _: put_aside({"reason": value}, enquiry)),
                why_not=lambda numbers, _: why_not_aside(numbers),
            ),
        ),
        names=(Enquiry.organisation, NO_NAME),
        delete=None,
    ),
    "trash": Subject(
        title=_l("Trash"),
        listing=trash_list,
        form=forms.TrashForm,
        changes=(),
        names=(TrashItem.name, TrashItem.name_zh),
        delete=None,
        steps=(
            Step(
                "restore",
                _l("Restore"),
                each(lambda item, _values, _hand: restore({}, item)),
                lambda numbers, _values, _hand: why_not_restored(numbers),
                is_slow=True,
            ),
        ),
        newest_first=True,
    ),
}
"""By the name of the room, which is that of its list."""
