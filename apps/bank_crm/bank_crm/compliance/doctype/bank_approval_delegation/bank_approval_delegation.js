frappe.ui.form.on("Bank Approval Delegation", {
	setup(frm) {
		for (const field of ["from_user", "to_user"]) frm.set_query(field, () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.from_user) frm.set_value("from_user", frappe.session.user);
	},

	refresh(frm) {
		frm.set_df_property("from_user", "read_only", frappe.user.has_role("Bank CRM Administrator") ? 0 : 1);
	},
});
