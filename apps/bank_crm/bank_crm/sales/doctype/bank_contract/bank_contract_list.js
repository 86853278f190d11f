frappe.listview_settings["Bank Contract"] = {
	hide_name_column: true,
	add_fields: ["state", "remind_on", "ends_on"],

	get_indicator(doc) {
		const colours = { Draft: "gray", "Pending Approval": "orange", Approved: "blue", Signed: "cyan", "In Execution": "green", Completed: "darkgrey", Terminated: "red" };
		return [__(doc.state, null, "Bank Contract"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		const show = (options) => {
			frappe.route_options = options;
			frappe.set_route("List", "Bank Contract", "List");
		};
		const running = ["in", ["Signed", "In Execution"]];
		listview.page.add_inner_button(__("My Contracts"), () => show({ responsible: frappe.session.user }), __("View"));
		listview.page.add_inner_button(__("Ending Soon"), () => show({ state: running, remind_on: ["<=", frappe.datetime.get_today()] }), __("View"));
	},
};
