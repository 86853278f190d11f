"""The pictures of README.md, made anew with BENCH_PICTURES=1 and otherwise only checked to be there."""

from __future__ import annotations

import os

import pytest

from bank_crm.permissions import roles
from benchkit.paths import Bench
from tests.e2e.conftest import Open, go, settle

PICTURES = ("workspace", "customers", "customer", "phone")
LARGEST = 400_000


@pytest.mark.skipif(not os.environ.get("BENCH_PICTURES"), reason="BENCH_PICTURES=1 makes the pictures anew")
def test_make_pictures(open_as: Open, bench: Bench) -> None:
	folder = bench.root / "docs" / "images"
	folder.mkdir(parents=True, exist_ok=True)
	page = open_as(roles.BRANCH_MANAGER, "/desk/bank-crm")
	base = page.url.split("/desk")[0]
	page.wait_for_timeout(1500)
	page.screenshot(path=folder / "workspace.png")
	go(page, f"{base}/desk/bank-customer")
	page.screenshot(path=folder / "customers.png")
	name = page.evaluate(
		"""() => frappe.db.get_list("Bank Customer", {order_by: "product_count desc, total_aum desc", limit: 1})
			.then((rows) => rows[0].name)"""
	)
	go(page, f"{base}/desk/bank-customer/{name}")
	page.wait_for_timeout(1500)
	page.screenshot(path=folder / "customer.png")
	phone = open_as(roles.BRANCH_MANAGER, f"/desk/bank-customer/{name}", "phone")
	settle(phone)
	phone.wait_for_timeout(1500)
	phone.screenshot(path=folder / "phone.png")


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_the_readme_are_there(name: str, bench: Bench) -> None:
	picture = bench.root / "docs" / "images" / f"{name}.png"
	assert 10_000 < picture.stat().st_size < LARGEST
	assert f"docs/images/{name}.png" in (bench.root / "README.md").read_text()
