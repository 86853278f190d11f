frappe.listview_settings["Bank Opportunity"] = {
	hide_name_column: true,
	add_fields: ["outcome", "stage", "stale_on", "salesperson"],

	get_indicator(doc) {
		if (doc.outcome === "Won") return [doc.stage, "green", `stage,=,${doc.stage}`];
		if (doc.outcome === "Lost") return [doc.stage, "red", `stage,=,${doc.stage}`];
		const stale = doc.stale_on && doc.stale_on <= frappe.datetime.get_today();
		return [doc.stage, stale ? "orange" : "blue", `stage,=,${doc.stage}`];
	},

	onload(listview) {
		if (listview.view_name !== "List") return;
		listview.page.add_inner_button(__("My Open Opportunities"), () => show_open({ salesperson: frappe.session.user }), __("View"));
		listview.page.add_inner_button(__("Stale"), () => show_open({ stale_on: ["<=", frappe.datetime.get_today()] }), __("View"));
		listview.page.add_inner_button(__("To Close This Month"), () => show_open({ expected_close: ["Timespan", "this month"] }), __("View"));
	},
};

function show_open(options) {
	frappe.route_options = { outcome: "Open", ...options };
	frappe.set_route("List", "Bank Opportunity", "List");
}

// A board shows all its cards at once: never more than can be looked at.
{
	const { get_args } = frappe.views.KanbanView.prototype;
	frappe.views.KanbanView.prototype.get_args = function () {
		const args = get_args.call(this);
		return this.doctype === "Bank Opportunity" ? { ...args, page_length: 300 } : args;
	};
}
