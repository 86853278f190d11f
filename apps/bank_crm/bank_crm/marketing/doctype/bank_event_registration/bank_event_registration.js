// A guest: the customer's manager gives the seat back for him or her.
frappe.ui.form.on("Bank Event Registration", {
	refresh(frm) {
		const colours = { Invited: "gray", Registered: "blue", Waiting: "orange", "Checked In": "green", Absent: "red", Cancelled: "darkgrey" };
		frm.page.set_indicator(__(frm.doc.state, null, "Bank Event Registration"), colours[frm.doc.state]);
		if (!["Registered", "Waiting"].includes(frm.doc.state)) return;
		const roles = ["Bank Relationship Manager", "Bank Branch Manager", "Bank CRM Administrator"];
		if (!roles.some((role) => frappe.user.has_role(role))) return;
		frm.add_custom_button(__("Give the Seat Back"), () =>
			frappe.confirm(__("Give this seat back?"), async () => {
				await frappe.xcall("bank_crm.api.events.cancel", { event_registration: frm.doc.name });
				frm.reload_doc();
			})
		);
	},
});
