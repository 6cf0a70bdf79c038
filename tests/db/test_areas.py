"""The region table: complete, without dots, idempotent."""

import pytest

from sidalih.areas import queries
from sidalih.areas.actions import load_areas
from sidalih.areas.models import Area

pytestmark = pytest.mark.django_db


def test_load_is_complete_and_idempotent():
    expected = {"provinces": 38, "regencies": 514, "districts": 7285, "villages": 83762}
    assert load_areas() == expected
    assert load_areas() == expected


def test_an_area_that_the_source_lost_is_closed_and_comes_back(areas):
    Area.objects.create(code="3578999999", name="Lama", level=4, kind="kelurahan")
    Area.objects.filter(pk="3578041001").update(name="Salah", valid_to="2020-01-01")
    load_areas()
    assert Area.objects.get(pk="3578999999").valid_to is not None
    restored = Area.objects.get(pk="3578041001")
    assert (restored.name, restored.valid_to) == ("Wonokromo", None)


def test_east_java_has_its_38_regencies(areas):
    codes = [area.code for area in queries.regencies_of("35")]
    assert codes == [f"35{n:02d}" for n in [*range(1, 30), *range(71, 80)]]
    assert len(queries.districts_of("3578")) == 31
    assert len(queries.villages_of("3578")) == 153


def test_ancestors_go_down_to_the_area_itself(areas):
    assert [a.name for a in queries.ancestors("3578041001")] == [
        "Jawa Timur", "Kota Surabaya", "Wonokromo", "Wonokromo"]
