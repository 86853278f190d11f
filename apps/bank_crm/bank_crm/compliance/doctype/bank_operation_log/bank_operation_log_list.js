frappe.listview_settings["Bank Operation Log"] = {
	hide_name_column: true,
	hide_name_filter: true,
	add_fields: ["outcome", "full_name"],
	// A bank's log is long: who looks for nothing in particular sees the last month.
	filters: [["occurred_at", "Timespan", "last 30 days"]],
	get_indicator(doc) {
		return [__(doc.outcome, null, "Bank Operation Log"), bank_crm.oplog.outcome(doc.outcome), `outcome,=,${doc.outcome}`];
	},
};
