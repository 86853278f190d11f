frappe.ui.form.on("Bank Handover", {
	setup(frm) {
		frm.set_query("to_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("customer", "customers", () => ({ filters: { status: "Active" } }));
	},
	refresh(frm) {
		if (frm.doc.state !== "Draft") frm.disable_save();
		if (frm.is_new()) return;
		if (frm.doc.state === "Draft") {
			frm.page.set_primary_action(__("Hand Over"), () => hand_over(frm));
		}
		if (frm.doc.state === "Scheduled") {
			frm.add_custom_button(__("Call Off"), () =>
				frappe.confirm(__("Call off this handover?"), () => frm.call("call_off").then(() => frm.reload_doc()))
			);
		}
		if (frm.doc.state === "Done") {
			frm.add_custom_button(__("Undo Handover"), () =>
				frappe.prompt(
					{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason for Undoing"), reqd: 1 },
					({ reason }) => frm.call("undo", { reason }).then(() => frm.reload_doc()),
					__("Undo Handover"),
					__("Undo Handover")
				)
			);
		}
	},
});

async function hand_over(frm) {
	if (frm.is_dirty()) await frm.save();
	const { message: count } = await frm.call("count_customers");
	const to = frappe.utils.escape_html(frappe.user.full_name(frm.doc.to_user));
	const day = frappe.datetime.str_to_user(frm.doc.effective_on);
	const text = __("{0} customers and what is open about them pass to {1} on {2}.", [count, to, day]);
	frappe.confirm(text, () =>
		frm.call({ doc: frm.doc, method: "hand_over", freeze: true }).then(() => frm.reload_doc())
	);
}
