"""An office to search in: the shipped sample, and names and numbers of every sort beside it."""

from crm.extensions import db
from crm.models import Partner
from crm.operations.sample import load_sample
from tests import factories

PARTNERS = (
    ("Chongqing Medical University", "重庆医科大学"),
    ("Chang'an Bank", "长安银行"),
    ("Peking University", "北京大学"),
    ("National Taiwan University", "國立臺灣大學"),
    ("University of Tokyo", "東京大学"),
    ("Universität Zürich", None),
    ("University of Tromsø", None),
    ("St. Mary's Hospital", None),
    ("Shanghai Jiao Tong University School of Medicine", "上海交通大学医学院"),
    ("Xi'an Jiaotong University", "西安交通大学"),
    ("Lüliang People's Hospital", "吕梁市人民医院"),
    ("Zhejiang Provincial Yueqing Hospital", "浙江省乐清市医院"),
)
PEOPLE = (
    ("Wang Wei", "王伟", "wang.wei@puh.example.cn", "+86 10 6278 1234"),
    ("Zeng Yue", "曾乐", "zy@example.org", "021-5435 6789"),
    ("Anna Müller", None, "a.mueller@uzh.example.ch", "+41 44 634 11 11"),
    ("Shan Xiaohang", "单晓行", None, "13812345678"),
    ("Seán O'Brien", None, "sean@example.ie", "(03) 9035 5511"),
)


def furnish() -> None:
    """All of it, in the session."""
    load_sample()
    for name_en, name_zh in PARTNERS:
        factories.partner(name_en, name_zh=name_zh)
    known = {partner.name_en: partner for partner in db.session.query(Partner)}
    known["Johns Hopkins University"].assign({"short_name": "JHU", "city": "Baltimore"})
    shanghai = known["Shanghai Jiao Tong University School of Medicine"]
    shanghai.aliases = "Shanghai Second Medical University\n上海第二医科大学"
    beijing = known["Beijing Hospital"]
    beijing.assign({"website": "https://bjhmoh.example.cn", "credit_code": "12100000400006160H"})
    for name_en, name_zh, email, phone in PEOPLE:
        factories.contact(name_en, name_zh=name_zh, email=email, phone=phone)
    factories.agreement("Nursing exchange", title_zh="护理交流协议", reference="2026-RC-003")
    factories.task("Send the signed copy to 北京医院", partner_id=beijing.id)
    factories.task("Renew the insurance")
    db.session.flush()
