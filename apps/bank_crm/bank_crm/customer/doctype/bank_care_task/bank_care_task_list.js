frappe.listview_settings["Bank Care Task"] = {
	add_fields: ["status", "due_on", "subject", "customer"],
	hide_name_column: true,
	filters: [["status", "=", "Open"]],

	get_indicator(doc) {
		const context = "Bank Care Task";
		if (doc.status === "Open" && doc.due_on < frappe.datetime.get_today()) {
			return [__("Overdue", null, context), "red", `status,=,Open|due_on,<,${frappe.datetime.get_today()}`];
		}
		const colour = { Open: "blue", Done: "green", Skipped: "gray", Cancelled: "gray" }[doc.status];
		return [__(doc.status, null, context), colour, `status,=,${doc.status}`];
	},

	onload(listview) {
		if (!listview.view_user_settings?.sort_by) listview.sort_selector?.set_value("due_on", "asc");
		listview.page.add_inner_button(__("My Day"), () => frappe.set_route("bank-my-day"));
		listview.page.add_inner_button(__("Overdue List"), () => {
			listview.filter_area.clear(false).then(() =>
				listview.filter_area.add([
					["Bank Care Task", "status", "=", "Open"],
					["Bank Care Task", "due_on", "<", frappe.datetime.get_today()],
				])
			);
		});
	},
};
