frappe.listview_settings["Bank Retention Run"] = {
	add_fields: ["dry_run"],
	get_indicator(doc) {
		const colour = { Waiting: "gray", Running: "blue", Done: "green", Failed: "red" }[doc.state];
		return [__(doc.state, null, "Bank Retention Run"), colour, `state,=,${doc.state}`];
	},
	primary_action() {
		bank_retention_start(true);
	},
	onload(list) {
		if (!frappe.model.can_create("Bank Retention Run")) return;
		list.page.add_inner_button(__("Rehearse"), () => bank_retention_start(true));
		list.page.add_inner_button(__("Carry Out Now"), () =>
			frappe.confirm(
				__("Rows whose period is over are deleted, emptied or archived for good. Have you looked at a rehearsal?"),
				() => bank_retention_start(false)
			)
		);
	},
};

async function bank_retention_start(dry_run) {
	const name = await frappe.xcall("bank_crm.api.privacy.start_retention", { dry_run });
	frappe.set_route("Form", "Bank Retention Run", name);
}
