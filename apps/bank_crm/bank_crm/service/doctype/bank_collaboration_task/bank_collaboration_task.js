const PENDING = ["Open", "In Progress"];

frappe.ui.form.on("Bank Collaboration Task", {
	refresh(frm) {
		frm.set_df_property("state", "read_only", 1);
		const asker = frm.is_new() || frm.doc.requested_by === frappe.session.user;
		for (const field of ["task", "due", "mention", "user", "post", "branch", "description", "work_order"]) {
			frm.set_df_property(field, "read_only", asker && (frm.is_new() || frm.doc.state === "Open") ? 0 : 1);
		}
		if (frm.is_new() || !PENDING.includes(frm.doc.state)) return;
		frm.add_custom_button(__("Work Order"), () => frappe.set_route("Form", "Bank Work Order", frm.doc.work_order));
		if (frm.doc.user === frappe.session.user || frm.doc.mention === "Post") {
			if (frm.doc.state === "Open") add(frm, __("Take Up"), "In Progress", false);
			add(frm, __("Done", null, "Bank Collaboration Task"), "Done", true).addClass("btn-primary");
			add(frm, __("Decline"), "Declined", true);
		}
		if (asker) add(frm, __("Cancel", null, "Bank Collaboration Task"), "Cancelled", false);
	},
});

function add(frm, label, state, asks) {
	const send = (result) =>
		frappe.xcall("bank_crm.api.work_orders.answer_task", { name: frm.doc.name, state, result }).then(() => frm.reload_doc());
	const field = { fieldname: "result", fieldtype: "Small Text", label: __("Result", null, "Bank Collaboration Task"), reqd: 1, default: frm.doc.result };
	return frm.add_custom_button(label, () => (asks ? frappe.prompt(field, ({ result }) => send(result), label) : send(null)));
}
