// One sending of a plan.
frappe.ui.form.on("Bank Survey Round", {
	refresh(frm) {
		frm.add_custom_button(__("Results"), () => frappe.set_route("bank-survey-results", frm.doc.survey, frm.doc.name));
		if (frm.doc.state === "Closed" || !frappe.model.can_write("Bank Survey Plan")) return;
		frm.add_custom_button(__("Stop"), () =>
			frappe.confirm(__("Stop this round? Links that were sent can no longer be answered."), async () => {
				await frappe.xcall("bank_crm.api.surveys.stop_round", { round_name: frm.doc.name });
				frm.reload_doc();
			})
		);
	},
});
