"""Names of organisations brought to the same words, whatever the language and the way of writing.

The tables are small on purpose: the words that tell kinds of organisations and well-known places.
What they do not know stays as it is written, and is compared so.
"""

import unicodedata
from functools import lru_cache

from crm.models.names import without_accents
from crm.pattern import late

HAN_WORDS = {
    "大学": "university",
    "医科大学": "medical university",
    "中医药大学": "chinese medicine university",
    "交通大学": "jiaotong university",
    "师范大学": "normal university",
    "理工大学": "technology university",
    "医学院": "medical school",
    "护理学院": "nursing school",
    "公共卫生学院": "public health school",
    "药学院": "pharmacy school",
    "学院": "college",
    "医院": "hospital",
    "人民医院": "people hospital",
    "协和": "union",
    "第一": "first",
    "第二": "second",
    "第三": "third",
    "附属": "affiliated",
    "研究所": "institute",
    "研究院": "institute",
    "实验室": "laboratory",
    "中心": "center",
    "科学院": "sciences academy",
    "卫生部": "health ministry",
    "教育部": "education ministry",
    "卫生健康委员会": "health commission",
    "卫生局": "health bureau",
    "基金会": "foundation",
    "协会": "association",
    "学会": "society",
    "集团": "group",
    "制药": "pharma",
    "有限责任公司": "",
    "股份有限公司": "",
    "有限公司": "",
    "公司": "",
    "国家": "national",
    "国际": "international",
    "中国": "china",
    "北京": "beijing",
    "上海": "shanghai",
    "天津": "tianjin",
    "重庆": "chongqing",
    "广州": "guangzhou",
    "深圳": "shenzhen",
    "武汉": "wuhan",
    "南京": "nanjing",
    "杭州": "hangzhou",
    "浙江": "zhejiang",
    "四川": "sichuan",
    "香港": "hongkong",
    "澳门": "macau",
    "台湾": "taiwan",
    "清华": "tsinghua",
    "复旦": "fudan",
    "中山": "sunyatsen",
    "首都": "capital",
    "东京": "tokyo",
    "京都": "kyoto",
    "大阪": "osaka",
    "首尔": "seoul",
    "新加坡": "singapore",
    "墨尔本": "melbourne",
    "悉尼": "sydney",
    "多伦多": "toronto",
    "哈佛": "harvard",
    "斯坦福": "stanford",
    "耶鲁": "yale",
    "剑桥": "cambridge",
    "牛津": "oxford",
    "帝国理工": "imperial",
    "伦敦": "london",
    "爱丁堡": "edinburgh",
    "海德堡": "heidelberg",
    "柏林": "berlin",
    "慕尼黑": "munich",
    "奥斯陆": "oslo",
    "苏黎世": "zurich",
    "日内瓦": "geneva",
    "卡罗林斯卡": "karolinska",
}
"""The longest one that stands at a place is taken."""

LATIN_WORDS = {
    "univ": "university",
    "uni": "university",
    "universitat": "university",
    "universite": "university",
    "universita": "university",
    "universidad": "university",
    "universidade": "university",
    "universitet": "university",
    "universitetet": "university",
    "universiteit": "university",
    "hosp": "hospital",
    "inst": "institute",
    "coll": "college",
    "sch": "school",
    "lab": "laboratory",
    "med": "medical",
    "medicine": "medical",
    "natl": "national",
    "intl": "international",
    "centre": "center",
    "ctr": "center",
    "acad": "academy",
    "assoc": "association",
    "pharmaceutical": "pharma",
    "pharmaceuticals": "pharma",
    "tech": "technology",
    "peoples": "people",
    "peking": "beijing",
    "canton": "guangzhou",
    "jiao": "jiaotong",
    "tong": "",
    "geneve": "geneva",
    "genf": "geneva",
    "munchen": "munich",
}
LATIN_WORDS |= dict.fromkeys(
    [
        "the",
        "of",
        "and",
        "for",
        "at",
        "in",
        "de",
        "la",
        "le",
        "du",
        "des",
        "der",
        "die",
        "das",
        "s",
        "co",
        "ltd",
        "limited",
        "inc",
        "corp",
        "corporation",
        "company",
        "llc",
        "gmbh",
        "ag",
        "sa",
        "plc",
        "bv",
    ],
    "",
)

_HAN = late("|".join(sorted(HAN_WORDS, key=len, reverse=True)))
_IS_HAN = late(r"[\u3400-\u9fff]")
_WORD = late(r"[^\W_]+")
_CITY = late(r"(?<=[\u3400-\u9fff]{2})市(?=[\u3400-\u9fff]{2})(?!立)")
"""Said or left out as one likes: 上海市第一人民医院. A province is not: 吉林省 is no 吉林市."""

_DIGIT = late(r"\d")
_ACRONYM = late(r"[A-Z]{3,7}")


@lru_cache(maxsize=4096)
def same_words(name: str) -> tuple[str, ...]:
    """The words of the name in alphabetical order, each in its one way of writing."""
    # An apostrophe is dropped before: *People's* is one word.
    bare = name.replace("'", "").replace("’", "")
    bare = _CITY.sub("", unicodedata.normalize("NFKC", bare))
    spaced = _HAN.sub(lambda found: f" {HAN_WORDS[found[0]]} ", bare)
    plain = _WORD.findall(without_accents(spaced).casefold())
    words = (LATIN_WORDS.get(word, word) for word in plain)
    return tuple(sorted({part for word in words for part in word.split()}))


def written_as(word: str, letters: int) -> set[str]:
    """The ways in which the word stands in names, of Latin ones as many first letters. One with a
    digit stands whole: another number is another organisation."""
    latin = {way for way, means in LATIN_WORDS.items() if means == word}
    han = {way for way, means in HAN_WORDS.items() if means == word}
    firsts = {
        way if has_han(way) or _DIGIT.search(way) else way[:letters] for way in latin | {word}
    }
    return {way for way in firsts if not any(way != f and way.startswith(f) for f in firsts)} | han


def is_acronym(name: str) -> bool:
    return _ACRONYM.fullmatch(name.strip()) is not None


def initials(name: str) -> str | None:
    """The first letters of the words that count, of three words at least, when they can be an
    acronym: `PUMCH`."""
    if not name.isascii():
        return None
    words = [word for word in _WORD.findall(name) if LATIN_WORDS.get(word.lower(), word)]
    letters = "".join([word[0] for word in words]).upper()
    return letters if is_acronym(letters) else None


def has_han(name: str) -> bool:
    return _IS_HAN.search(name) is not None
