"""Tasks from a file: their columns, what these may be called, and how each cell is read."""

from flask_babel import lazy_gettext as _l

from crm.imports import days, look_ups, task_rows, values
from crm.imports.fields import Field, Subject, word_field
from crm.imports.tags import tags_field
from crm.models import Priority
from crm.tasks.queries import to_change
from crm.web.words import PRIORITIES

USUAL_PRIORITIES = {
    "urgent": Priority.HIGH,
    "important": Priority.HIGH,
    "medium": Priority.NORMAL,
    "紧急": Priority.HIGH,
    "重要": Priority.HIGH,
    "一般": Priority.NORMAL,
    "中": Priority.NORMAL,
}
DONE = {
    "open": False,
    "todo": False,
    "未完成": False,
    "待办": False,
    "进行中": False,
    "done": True,
    "completed": True,
    "finished": True,
    "完成": True,
    "已完成": True,
}
OPEN_SAID, DONE_SAID = _l("Open"), _l("Done")

TASKS = Subject(
    what="tasks",
    title=_l("Tasks"),
    record="task",
    named_by=("title",),
    fields=(
        Field(
            "title",
            _l("What has to be done"),
            values.text(200),
            ("task", "to do", "subject", "what", "待办", "任务", "事项", "标题"),
            required=True,
            clearable=False,
        ),
        Field(
            "due_on",
            _l("Due on"),
            days.day,
            ("due", "due date", "deadline", "截止日期", "到期日", "期限"),
            kept=days.day_kept,
            said=days.day_said,
        ),
        Field(
            "is_done",
            _l("Status"),
            values.yes_no(DONE, OPEN_SAID, DONE_SAID),
            ("done", "completed", "finished", "完成", "是否完成"),
            default=False,
            clearable=False,
            said=lambda value: str(DONE_SAID if value else OPEN_SAID),
        ),
        word_field(
            "priority",
            _l("Priority"),
            PRIORITIES,
            aliases=("urgency", "优先级", "紧急程度"),
            usual=USUAL_PRIORITIES,
            default=Priority.NORMAL,
            clearable=False,
        ),
        Field(
            "assignee_id",
            _l("Who does it"),
            aliases=("assignee", "assigned to", "responsible", "owner", "负责人", "经办人"),
            reference=look_ups.PERSON,
        ),
        Field(
            "partner_id",
            _l("Partner"),
            aliases=("organisation", "organization", "partner number", "合作单位", "合作机构"),
            reference=look_ups.PARTNER,
        ),
        Field(
            "agreement_id",
            _l("Agreement"),
            aliases=("reference", "agreement number", "协议编号"),
            reference=look_ups.AGREEMENT,
        ),
        tags_field(),
        Field("notes", _l("Notes"), values.text(20_000), ("note", "remarks", "comments", "说明")),
    ),
    begin=lambda: task_rows.find,
    refusal=task_rows.refusal,
    keys=task_rows.keys,
    create=task_rows.create,
    update=task_rows.update,
    load=to_change,
)
