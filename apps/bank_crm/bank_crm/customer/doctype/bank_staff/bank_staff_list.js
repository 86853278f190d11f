// 【员工】: new staff with user, roles, post and branch in one go (SEC-16).
frappe.listview_settings["Bank Staff"] = {
	add_fields: ["user", "active"],
	filters: [["active", "=", 1]],

	get_indicator: (doc) =>
		doc.active
			? [__("Active", null, "Bank Staff"), "green", "active,=,1"]
			: [__("Left", null, "Bank Staff"), "gray", "active,=,0"],

	onload(listview) {
		if (!frappe.model.can_create("Bank Staff")) return;
		listview.page.add_inner_button(__("Rights of All Staff"), () =>
			frappe.set_route("query-report", "Bank Staff Rights")
		);
		listview.page.add_inner_button(__("Locked Accounts"), () => frappe.set_route("List", "Bank Login Lock"));
	},

	primary_action() {
		frappe.require("staff.bundle.js", () => bank_crm.staff.create());
	},
};
