"""People are called as their language calls them: family name, title, the beginning of a letter."""

import pytest

from crm.models import Honorific
from crm.models.people import addressed, salutation, split_name


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Kari Nordmann", "Nordmann", "Kari"),
        ("Nordmann, Kari Anne", "Nordmann", "Kari Anne"),
        ("WANG Xiaoming", "WANG", "Xiaoming"),
        ("王小明", "王", "小明"),
        ("欧阳明", "欧阳", "明"),
        ("Plato", "Plato", ""),
        ("卡里·诺德曼", "诺德曼", "卡里"),
    ],
)
def test_a_name_is_split_into_family_and_given(name, family, given):
    assert split_name(name) == (family, given)


@pytest.mark.parametrize(
    ("name", "chinese", "family"),
    [
        ("Wang Wei", "王伟", "Wang"),
        ("Wei Wang", "王伟", "Wang"),
        ("Ouyang Ming", "欧阳明", "Ouyang"),
        ("Kari Nordmann", "卡里·诺德曼", "Nordmann"),
        ("Wang Wang", "王旺", "Wang"),
    ],
)
def test_the_chinese_name_tells_which_word_is_the_family_name(name, chinese, family):
    assert split_name(name, chinese)[0] == family


@pytest.mark.parametrize("honorific", Honorific)
def test_each_title_is_written_in_both_languages(honorific):
    assert addressed("Wang Wei", honorific).endswith(" Wang Wei")
    assert addressed("王伟", honorific).startswith("王伟")
    assert addressed("王伟", honorific) != "王伟"


@pytest.mark.parametrize(
    ("name", "other", "honorific", "begins"),
    [
        ("Wang Wei", "王伟", "professor", "Dear Professor Wang,"),
        ("王伟", "Wang Wei", "professor", "尊敬的王教授："),
        ("Ann van der Berg", None, "doctor", "Dear Dr. van der Berg,"),
        ("卡里·诺德曼", None, "dean", "尊敬的诺德曼院长："),
        ("Kari Nordmann", None, None, "Dear Kari Nordmann,"),
        ("王伟", None, None, "尊敬的王伟："),
    ],
)
def test_a_letter_begins_in_the_language_of_the_name(name, other, honorific, begins):
    assert salutation(name, honorific, other) == begins
