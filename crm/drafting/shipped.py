"""The templates that the product ships, written here and made into Word files.

The words are our own: a plain memorandum that an office can sign as it is, or replace.
"""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

from crm.frozen import Frozen
from crm.models import DraftLanguage


class Shipped(Frozen):
    """A template with its names and its text: a line that begins with # is a heading, one that
    begins with % is a loop or a condition and leaves no line."""

    key: str
    language: DraftLanguage
    type_key: str
    name_en: str
    name_zh: str
    file_name: str
    font: str
    lines: tuple[str, ...]


ENGLISH = (
    "{{ title }}",
    "between",
    "{{ school.name }}",
    "and",
    "{{ partner_names }}",
    "",
    "% if reference %}",
    "Reference: {{ reference }}",
    "% endif %}",
    "# 1 Parties",
    "{{ school.name }}, {{ school.address }} (“the School”), and",
    "% for partner in partners %}",
    "{{ partner.name }}, {{ partner.city }}, {{ partner.country }} ({{ partner.role }}),",
    "% endfor %}",
    "together “the Parties”, agree as follows.",
    "# 2 Purpose",
    (
        "The Parties wish to work together for the education of health professionals and for research "
        "that serves patients. {% if purpose %}{{ purpose }}{% endif %}"
    ),
    "# 3 Areas of cooperation",
    (
        "The Parties intend to work together in: {{ areas }}. "
        "{% if unit_names %}On the side of the School these units take part: {{ unit_names }}."
        "{% endif %}"
    ),
    "# 4 How we work together",
    (
        "Each activity is agreed in writing before it begins, with its aims, its costs and who bears "
        "them. Until then neither Party owes the other any payment. Each Party names one person who "
        "answers the other’s questions; for the School this is {{ responsible }}."
    ),
    "# 5 Results and confidence",
    (
        "Results belong to those who achieved them. Joint results are published jointly. What one "
        "Party learns from the other in confidence it keeps to itself, also after this memorandum has "
        "ended."
    ),
    "# 6 Duration",
    (
        "This memorandum takes effect on {{ effective_on }} "
        "{% if is_open_ended %}and has no fixed end.{% else %}and ends on {{ expires_on }}"
        "{% if term %} after {{ term }}{% endif %}.{% endif %} "
        "Either Party may end it by written notice of {{ notice_days }} days. Activities that have "
        "begun are brought to their end."
    ),
    "# 7 Final provisions",
    (
        "This memorandum states intentions and creates no legal claims, except for section 5. Changes "
        "are made in writing. The Parties settle differences by talking to each other."
    ),
    "# Signed",
    "For {{ school.name }}",
    "",
    "____________________________",
    "{{ school.signatory }}, {{ school.position }}",
    "{{ school.city }}, {{ signed_on }}",
    "% for partner in partners %}",
    "For {{ partner.name }}",
    "",
    "____________________________",
    "{{ partner.signatory }}, {{ partner.position }}",
    "{{ partner.city }}, {{ partner.signed_on }}",
    "% endfor %}",
)
CHINESE = (
    "{{ title }}",
    "",
    "甲方：{{ school.name }}",
    "乙方：{{ partner_names }}",
    "",
    "% if reference %}",
    "编号：{{ reference }}",
    "% endif %}",
    "# 第一条　双方",
    "{{ school.name }}（地址：{{ school.address }}，以下简称“我院”）与",
    "% for partner in partners %}",
    "{{ partner.name }}（{{ partner.country }}{{ partner.city }}，{{ partner.role }}）",
    "% endfor %}",
    "（以下合称“各方”）经友好协商，达成如下共识。",
    "# 第二条　宗旨",
    (
        "各方愿在医学人才培养和惠及患者的科学研究方面开展合作。"
        "{% if purpose %}{{ purpose }}{% endif %}"
    ),
    "# 第三条　合作领域",
    (
        "各方拟在以下领域开展合作：{{ areas }}。"
        "{% if unit_names %}我院参与单位：{{ unit_names }}。{% endif %}"
    ),
    "# 第四条　合作方式",
    (
        "每项具体活动在开始之前，由各方以书面形式约定其目标、费用及费用承担方；在此之前，任何一方"
        "均不对另一方负有付款义务。各方各指定一名联系人；我院联系人为{{ responsible }}。"
    ),
    "# 第五条　成果与保密",
    (
        "成果归完成方所有，共同成果共同发表。一方对从另一方获知的保密信息负有保密责任，"
        "本备忘录终止后仍然有效。"
    ),
    "# 第六条　期限",
    (
        "本备忘录自{{ effective_on }}起生效，"
        "{% if is_open_ended %}长期有效。{% else %}至{{ expires_on }}终止"
        "{% if term %}，为期{{ term }}{% endif %}。{% endif %}"
        "任何一方可提前{{ notice_days }}天以书面形式通知终止。已开始的活动应妥善完成。"
    ),
    "# 第七条　附则",
    (
        "除第五条外，本备忘录仅表明合作意向，不产生法律上的请求权。修改须采用书面形式。"
        "如有分歧，由各方协商解决。"
    ),
    "# 签署",
    "{{ school.name }}（盖章）",
    "",
    "签字：____________________________",
    "{{ school.signatory }}　{{ school.position }}",
    "{{ school.city }}　{{ signed_on }}",
    "% for partner in partners %}",
    "{{ partner.name }}（盖章）",
    "",
    "签字：____________________________",
    "{{ partner.signatory }}　{{ partner.position }}",
    "{{ partner.city }}　{{ partner.signed_on }}",
    "% endfor %}",
)
ALL = (
    Shipped(
        "mou_en",
        DraftLanguage.EN,
        "mou",
        "Memorandum of understanding, English",
        "合作备忘录（英文）",
        "memorandum-en.docx",
        "Calibri",
        ENGLISH,
    ),
    Shipped(
        "mou_zh",
        DraftLanguage.ZH,
        "mou",
        "Memorandum of understanding, Chinese",
        "合作备忘录（中文）",
        "memorandum-zh.docx",
        "SimSun",
        CHINESE,
    ),
)


def word_file(shipped: Shipped) -> bytes:
    """The template as a Word file."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    _set_font(document.styles["Normal"], shipped.font, 11)
    _set_font(document.styles["Heading 2"], shipped.font, 12)
    for number, line in enumerate(shipped.lines):
        if line.startswith("# "):
            document.add_heading(line[2:], level=2)
        elif line.startswith("% "):
            document.add_paragraph(f"{{%p {line[2:]}")
        else:
            paragraph = document.add_paragraph()
            run = paragraph.add_run(line)
            if number == 0:
                run.bold, run.font.size = True, Pt(16)
            if (number < 5 and shipped.language is DraftLanguage.EN) or number == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _set_font(style: ParagraphStyle, name: str, size: int) -> None:
    """Also for Chinese signs, which Word keeps apart."""
    style.font.name, style.font.size = name, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
