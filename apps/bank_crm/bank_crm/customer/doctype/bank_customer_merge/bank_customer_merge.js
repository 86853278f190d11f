frappe.ui.form.on("Bank Customer Merge", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) return;
		frappe.require(["duplicate_review.bundle.js", "duplicates.bundle.css"], () => {
			new bank_crm.MergeSummary(frm).show();
		});
	},
});
