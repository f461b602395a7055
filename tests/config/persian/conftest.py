"""Both languages, as a request would activate them."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture
def persian() -> Iterator[None]:
    with override("fa"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield
