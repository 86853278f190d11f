frappe.listview_settings["Bank Audit Item"] = {
	hide_name_column: true,
	hide_name_filter: true,
	get_indicator(doc) {
		return [__(doc.verdict, null, "Bank Audit Item"), bank_crm.oplog.colour(doc.verdict), `verdict,=,${doc.verdict}`];
	},
	onload(listview) {
		if (!frappe.model.can_write("Bank Audit Item")) return;
		listview.page.add_action_item(__("Give Verdict"), () => {
			const items = listview.get_checked_items(true);
			bank_crm.oplog.ask_verdict(__("{0} operations", [items.length]), async (verdict, note) => {
				const count = await frappe.xcall("bank_crm.api.audits.judge", { items, verdict, note });
				listview.refresh();
				return count;
			});
		});
	},
};
