frappe.ui.form.on("Bank Duplicate Pair", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) return;
		frappe.require(["duplicate_review.bundle.js", "duplicates.bundle.css"], () => {
			new bank_crm.DuplicateReview(frm).show();
		});
	},
});
