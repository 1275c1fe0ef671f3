"""All lists whose rows can be worked on, by the name of the room, which is that of its list."""

from collections.abc import Mapping

from crm.bulk.decisions import DECISIONS
from crm.bulk.subjects import RECORDS
from crm.bulk.works import Subject

SUBJECTS: Mapping[str, Subject] = {**RECORDS, **DECISIONS}
