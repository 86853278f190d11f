frappe.listview_settings["Bank Approval"] = {
	hide_name_column: true,
	add_fields: ["state", "clock"],
	formatters: {
		due_at: (value) => (value ? frappe.datetime.str_to_user(value).replace(/:\d\d$/, "") : ""),
	},

	get_indicator(doc) {
		const colours = { Running: doc.clock === "Late" ? "red" : "orange", Approved: "green", Refused: "red", Withdrawn: "gray" };
		return [__(doc.state, null, "Bank Approval"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		const show = (options) => {
			frappe.route_options = options;
			frappe.set_route("List", "Bank Approval", "List");
		};
		listview.page.add_inner_button(__("Waiting for Me"), async () => {
			const names = await frappe.xcall("bank_crm.api.approvals.waiting", {}, "GET");
			if (names.length) show({ name: ["in", names] });
			else frappe.show_alert(__("Nothing waits for your decision."));
		});
		listview.page.add_inner_button(__("Asked For by Me"), () => show({ applicant: frappe.session.user }));
	},
};
