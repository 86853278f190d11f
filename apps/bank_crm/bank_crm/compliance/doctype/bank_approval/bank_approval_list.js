frappe.listview_settings["Bank Approval"] = {
	hide_name_column: true,
	add_fields: ["state", "clock"],

	get_indicator(doc) {
		const colours = { Running: doc.clock === "Late" ? "red" : "orange", Approved: "green", Refused: "red", Withdrawn: "gray" };
		return [__(doc.state, null, "Bank Approval"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		listview.page.add_inner_button(__("Waiting for Me"), () => {
			listview.filter_area.clear(false).then(() =>
				listview.filter_area.add([
					["Bank Approval", "state", "=", "Running"],
					["Bank Approval Vote", "approver", "=", frappe.session.user],
					["Bank Approval Vote", "state", "=", "Open"],
				])
			);
		});
		listview.page.add_inner_button(__("Asked For by Me"), () => {
			listview.filter_area.clear(false).then(() => listview.filter_area.add([["Bank Approval", "applicant", "=", frappe.session.user]]));
		});
	},
};
