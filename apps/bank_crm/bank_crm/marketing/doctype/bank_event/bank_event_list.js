frappe.listview_settings["Bank Event"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Planned: "gray", "Open for Registration": "green", "Registration Closed": "orange", Held: "darkgrey", "Called Off": "red" };
		return [__(doc.state, null, "Bank Event"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		if (listview.view_name !== "List") return;
		listview.page.add_inner_button(__("Check-In"), () => frappe.set_route("bank-event-check-in"));
	},
};
