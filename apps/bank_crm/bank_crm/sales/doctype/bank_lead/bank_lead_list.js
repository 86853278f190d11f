frappe.listview_settings["Bank Lead"] = {
	hide_name_column: true,
	add_fields: ["status", "next_follow_up", "score", "salesperson"],

	get_indicator(doc) {
		const late = doc.next_follow_up && doc.next_follow_up < frappe.datetime.get_today();
		const colours = { New: "blue", Following: "cyan", Qualified: "purple", Converted: "green", Disqualified: "gray" };
		const over = ["Converted", "Disqualified"].includes(doc.status);
		return [__(doc.status, null, "Bank Lead"), late && !over ? "orange" : colours[doc.status], `status,=,${doc.status}`];
	},

	onload(listview) {
		const show = (options) => {
			frappe.route_options = { status: ["not in", ["Converted", "Disqualified"]], ...options };
			frappe.set_route("List", "Bank Lead", "List");
		};
		listview.page.add_inner_button(__("My Open Leads"), () => show({ salesperson: frappe.session.user }), __("View"));
		listview.page.add_inner_button(__("To Follow Up"), () => show({ next_follow_up: ["<=", frappe.datetime.get_today()] }), __("View"));
		listview.page.add_inner_button(__("Without Salesperson"), () => show({ salesperson: ["is", "not set"] }), __("View"));
		listview.page.add_inner_button(__("Twice in the Books"), () => show({ same_as: ["is", "set"] }), __("View"));
		listview.page.add_inner_button(__("Web Form", null, "Bank Lead"), () => window.open("/product-enquiry", "_blank", "noopener"), __("View"));
	},
};
