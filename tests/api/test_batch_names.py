"""What a batch of meals is called: by kitchen, day and meal, and by which pot of these."""

import pytest

from api.naming import Naming
from api.wording import Wording
from domain.facts.schema import BATCH
from tests.support.small_office import OFFICE
from workflows.loader import catalogue_dir, load_catalogue

NAMING = Naming(wording=Wording(load_catalogue([catalogue_dir()]).labels, "zh"), office=OFFICE)


@pytest.mark.parametrize(
    ("batch", "called"),
    [
        ("kitchen-20260303-lunch", "{kitchen} 2026-03-03 午餐"),
        ("kitchen-20260303-dinner-2", "{kitchen} 2026-03-03 晚餐 2"),
        ("nowhere-20260303-lunch", "nowhere-20260303-lunch"),
        ("kitchen-today", "kitchen-today"),
    ],
)
def test_a_batch_is_called_by_what_it_is_of(batch: str, called: str) -> None:
    kitchen = NAMING.wording.unit(OFFICE, "kitchen")
    assert NAMING.of(BATCH, "batch", batch) == called.format(kitchen=kitchen)
