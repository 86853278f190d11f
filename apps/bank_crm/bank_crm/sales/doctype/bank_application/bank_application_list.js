frappe.listview_settings["Bank Application"] = {
	hide_name_column: true,
	add_fields: ["state"],

	get_indicator(doc) {
		const colours = { Received: "gray", "In Approval": "orange", Approved: "blue", Refused: "red", "Handed Over": "green", Withdrawn: "darkgrey" };
		return [__(doc.state, null, "Bank Application"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		listview.page.add_inner_button(__("My Applications"), () => {
			frappe.route_options = { salesperson: frappe.session.user };
			frappe.set_route("List", "Bank Application", "List");
		});
	},
};
