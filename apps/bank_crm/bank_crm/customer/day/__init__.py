"""What stands around the care tasks on the page 【我的一天】 (CAR-07, SAL-01 to SAL-04)."""
