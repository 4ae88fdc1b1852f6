"""Themes changed on a page: faults at their fields, nobody overwritten unseen, labels kept, tasks tagged anew."""

import pytest
from web.teaching import finished, said, speak, taxonomy, typed

from pipeline import Workspace


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(own_client, own_home):
    """Every entry of a theme goes through the form and back, to the letter."""
    before = taxonomy(own_home)
    for id in before.ids:
        assert own_client.post("/teach/themes/save", data=typed(own_client, id), follow_redirects=False).is_redirect

    assert taxonomy(own_home) == before
    assert not (own_home / "taxonomy.toml").exists()


def test_a_renamed_theme_keeps_its_labels_and_tasks_are_tagged_anew(own_client, own_home):
    """The filter finds it by its new id, and what people said is still said."""
    speak(own_home, "An", "1", n=2)
    own_client.post("/teach/themes/save", data=typed(own_client, "inspection") | {"id": "supervision"})
    finished(own_client)

    assert own_client.get("/teach/labels", params={"theme": "supervision"}).text.count('class="wide"') == 2
    assert own_client.get("/api/v1/search", params={"theme": "supervision"}).json()["total"] >= 2
    with Workspace.open(own_home) as workspace:
        assert workspace.examine() == []


def test_a_new_theme_is_in_use_at_once(own_client):
    """It is asked about and searched for as soon as the tasks are tagged."""
    form = {
        "id": "forest", "name_vi": "Lâm nghiệp", "name_en": "Forestry", "colour": "#117733",
        "definition": "Trồng, bảo vệ và phát triển rừng.", "examples": "Trồng rừng phòng hộ ven biển.",
        "phrases": "trồng rừng = 6\nbảo vệ rừng\nkiểm lâm = 4,5",
    }  # fmt: skip
    own_client.post("/teach/themes/save", data=form)
    finished(own_client)

    assert "Lâm nghiệp" in own_client.get("/teach/themes").text
    assert own_client.get("/teach", params={"theme": "forest"}).status_code == 200


@pytest.mark.parametrize(
    ("typed_in", "at_fault"),
    [
        ({"id": "thanh tra"}, "id"), ({"id": "personnel"}, "id"), ({"name_vi": "Dân vận"}, "name_vi"),
        ({"colour": "xanh"}, "colour"), ({"definition": " "}, "definition"), ({"phrases": "thanh tra = 50"}, "phrases"),
        ({"phrases": "thanh tra = nhiều"}, "phrases"), ({"phrases": "thanh tra = nan"}, "phrases"),
    ],
)  # fmt: skip
def test_a_fault_points_at_its_field_and_nothing_is_saved(own_client, own_home, typed_in, at_fault):
    """What was typed is still there to be corrected."""
    before = taxonomy(own_home)
    answer = own_client.post("/teach/themes/save", data=typed(own_client, "inspection") | typed_in)

    assert answer.status_code == 422
    assert f'id="fault-{at_fault}"' in answer.text
    assert f'href="#{at_fault}"' in answer.text
    assert taxonomy(own_home) == before
    assert not (own_home / "taxonomy.toml").exists()


def test_two_who_edit_a_theme_the_second_is_told_and_loses_nothing(own_client, own_home):
    """What the first saved stays until the second has seen it."""
    first = typed(own_client, "inspection") | {"definition": "Định nghĩa của An."}
    second = typed(own_client, "inspection") | {"definition": "Định nghĩa của Bình."}
    own_client.post("/teach/themes/save", data=first)
    told = own_client.post("/teach/themes/save", data=second)

    assert told.status_code == 409
    assert "Định nghĩa của An." in told.text
    assert "Định nghĩa của Bình." in told.text
    assert taxonomy(own_home).find("inspection").definition == "Định nghĩa của An."
    finished(own_client)


def test_a_theme_is_taken_out_only_on_purpose(own_client, own_home):
    """Without the tick nothing happens; with it the labels are kept."""
    speak(own_home, "An", "1")
    form = {name: typed(own_client, "inspection")[name] for name in ("was", "seen")}
    assert own_client.post("/teach/themes/remove", data=form).status_code == 422
    own_client.post("/teach/themes/remove", data=form | {"sure": "yes"})
    finished(own_client)

    assert "inspection" not in taxonomy(own_home).ids
    assert [theme for _, theme, *_ in said(own_home)] == ["inspection"]
