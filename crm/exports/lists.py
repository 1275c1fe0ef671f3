"""The lists that can be exported, by the names of their rooms."""

from collections.abc import Mapping

from crm.accounts.failed import failed_list
from crm.agreements.lists import agreement_list
from crm.contacts.lists import contact_list
from crm.counterparts.lists import suggestion_list
from crm.documents.lists import document_list
from crm.duplicates.lists import likely_list
from crm.enquiries.lists import enquiry_list
from crm.history.lists import history_list
from crm.obligations.lists import obligation_list
from crm.partners.lists import partner_list
from crm.pipeline.lists import pipeline_list
from crm.proposals.lists import proposal_list
from crm.renewals.lists import missed_list, renewal_list, unknown_list
from crm.reviews.lists import review_list
from crm.tasks.lists import task_list
from crm.timeline.lists import happening_list
from crm.trash.lists import trash_list
from crm.web.listing import Listing

LISTS: Mapping[str, Listing] = {
    listing.room: listing
    for listing in (
        partner_list,
        contact_list,
        agreement_list,
        renewal_list,
        unknown_list,
        missed_list,
        task_list,
        obligation_list,
        happening_list,
        document_list,
        review_list,
        proposal_list,
        suggestion_list,
        likely_list,
        history_list,
        trash_list,
        enquiry_list,
        pipeline_list,
        failed_list,
    )
}
