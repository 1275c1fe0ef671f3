"""Several records become one. An action changes the session and never commits."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from crm.duplicates import queries as duplicate_queries
from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.history import batches
from crm.merges import queries
from crm.merges.fields import Mergeable, merged_values
from crm.merges.moving import move_all
from crm.models import (
    Batch,
    BatchKind,
    MergedRecord,
    NotTheSame,
    PairKind,
    Partner,
    display_name,
)
from crm.models.listed import listed
from crm.models.numbers import hold_writing
from crm.partners.actions import update_partner
from crm.trash.actions import move_to_trash


class Order(Frozen):
    """Which records become one: `numbers` has the one that stays first. `versions` are those that
    the person has looked at, `taken` says by field whose value stays."""

    kind: PairKind
    numbers: Sequence[int]
    versions: Mapping[int, int]
    taken: Mapping[str, int]


def merge(_values: Values, order: Order) -> Batch:
    """Raises Refused when one of them is gone or was changed since the person looked at it."""
    hold_writing(db.session.connection())
    records = queries.records(order.kind, order.numbers, is_held=True)
    _refuse_changed(order, records)
    staying, *leaving = records
    values = merged_values(order.kind, records, order.taken)
    batch = batches.begin(BatchKind.MERGE, _title(staying, leaving))
    db.session.flush()
    for one in leaving:
        move_all(one, staying)
    for one in leaving:
        _carry_differences(order, one.id, staying.id)
        _forget_pairs(order.kind, one.id)
        _lead_on(order.kind, one.id, staying.id, batch)
        move_to_trash({}, one)
    _write(staying, values)
    db.session.flush()
    return batch


def _refuse_changed(order: Order, records: Sequence[Mergeable]) -> None:
    if len(records) < max(2, len(order.numbers)):
        raise Refused(_("One of them is no longer there. Nothing was merged."))
    if any(order.versions.get(record.id) != record.version for record in records):
        message = _(
            "Somebody has changed one of them meanwhile. Nothing was merged; look at what it says "
            "now."
        )
        raise Refused(message)


def _title(staying: Mergeable, leaving: Sequence[Mergeable]) -> str:
    others = listed(f"“{display_name(one, 'en')}”" for one in leaving)
    return _("%(others)s merged into “%(name)s”", others=others, name=display_name(staying, "en"))


def _carry_differences(order: Order, leaving: int, staying: int) -> None:
    """What is not the same as the one that leaves, is not the same as the one that stays."""
    for said in queries.said_about(order.kind, leaving):
        (other,) = {said.first_id, said.second_id} - {leaving}
        db.session.delete(said)
        if other in order.numbers:
            continue
        first, second = sorted((other, staying))
        if duplicate_queries.said_of(order.kind, first, second) is None:
            carried = NotTheSame(record_type=order.kind, first_id=first, second_id=second)
            db.session.add(carried.assign({"by_id": said.by_id}))
    db.session.flush()


def _forget_pairs(kind: PairKind, leaving: int) -> None:
    for pair in queries.pairs_with(kind, leaving):
        db.session.delete(pair)


def _lead_on(kind: PairKind, leaving: int, staying: int, batch: Batch) -> None:
    """The address of one that leaves leads to the one that stays."""
    led = queries.merged(kind, leaving)
    if led is None:
        led = MergedRecord(record_type=kind, record_id=leaving)
        db.session.add(led)
    led.into_id, led.batch_id = staying, batch.id


def _write(staying: Mergeable, values: Values) -> None:
    try:
        if isinstance(staying, Partner):
            update_partner(values, staying, save_anyway=True)
        else:
            staying.assign(values)
    except Refused as refused:
        raise Refused(refused.message) from refused  # the page has no field to say it beside
    if not (staying.name_en or staying.name_zh):
        raise Refused(_("Give a name in English or in Chinese."))


def _lead_back(batch: Batch) -> None:
    """The merge is undone: the addresses are those of the records again."""
    for led in queries.merged_by(batch.id):
        db.session.delete(led)


batches.UNDO[BatchKind.MERGE] = _lead_back
