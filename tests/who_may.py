"""Who may do what: the addresses by name, each under the least that it needs.

Written by hand, and not read off the views: a new address, or one with another guard, is looked at
here by a person.
"""

ANYBODY = """
accounts: login logout setup
calendar: fetch fetch_by_password
counterpart: draft show
enquire: confirm thanks write
factors: code
home: healthz
lead: recommend thanks
passkeys: ask give
passwords: choose forgotten
proposer: propose show
public: index news show
sign_on: back begin
static:
"""
"""Without an account: coming in, what a link opens, and what every page is made of."""

VIEWER = """
accounts: confirm end_one end_others time_left
agreements: export index lookup show totals
calendar: make renew
contacts: card export index lookup show
counterparts: export file index show
digests: index
documents: export file index show
duplicates: different export index
enquiries: export index show
exports: all_columns columns
factors: app new_codes turn_off
help: index
history: export index of_record show show_batch
home: day index office
keys: index
life: picture
missed_renewals: export index
obligations: export index show
old_timeline: lead_on
passkeys: ask_for_new new remove
partners: export index lookup lookup_domain lookup_likely show
pipeline: board export index
playbooks: show
proposals: export index show
renewals: export index months timeline
reports: export export_year index show year
reviews: export index show
saved_views: delete edit new read
search: index lookup
settings: index language profile
sign_on: again connect
tasks: export index show
happenings: export index lookup_people sheet show
trash: restore show
unknown_ends: export index
"""
"""With any account."""

EDITOR = """
agreements: decide delete edit make_tasks new
bulk: choose work working
contacts: add_position delete edit end_position keep leave_position make_main new take_up_position
counterparts: accept decline edit_link new_link withdraw
documents: add_to_agreement add_to_happening add_to_partner add_version delete edit
drafting: draft
duplicates: look say_all_different say_different take_back
enquiries: join prospect put_aside
history: revert undo_batch
imports: columns export index preview upload
life: sign_for take
merges: choose merge
obligations: delete edit end new
partners: delete edit new
pipeline: lose move
proposals: ask close_link decline draft link renew_link renew_own_link
renewals: resume
reviews: ask end evaluate plan_closing renew start successor take_back withdraw
signatories: delete edit new
tasks: delete edit new tick
happenings: delete edit lookup_names lookup_note new note
trash: export index
unknown_ends: fill_in
"""
"""With an account that may change records."""

ADMINISTRATOR = """
agreement_types: change_field delete delete_field edit edit_field index new new_field
backups: fetch index
factors: rule take_off
drafting: edit export fields index new retire
enquiries: erase
failed_logins: export index
mail: index
office: edit
personal: erase held
playbooks: apply delete edit new
public_page: edit preview
settings: edit_person end_sessions make_link new_person people take_over
trash: delete empty
sign_on: disconnect
units: delete edit index new
"""
"""With an administrator's account."""


def named(table: str) -> set[str]:
    """The names of addresses in such a table: a room, and what can be done there."""
    found = set()
    for line in table.split("\n"):
        room, _, names = line.partition(":")
        found |= {f"{room}.{name}" for name in names.split()} or ({room} if room else set())
    return found
