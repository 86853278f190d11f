// What an employee may do, how the account stands, and the administrators' actions (SEC-05, SEC-16).
frappe.ui.form.on("Bank Staff", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_write("Bank Staff")) return;
		frappe.require("staff.bundle.js", () => bank_crm.staff.show_rights(frm));
	},
});
