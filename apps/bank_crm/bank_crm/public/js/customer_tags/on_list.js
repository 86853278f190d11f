// Tags above and in the customer list: filter by click and Shift+click, tag many at once.
(() => {
	const settings = (frappe.listview_settings["Bank Customer"] = frappe.listview_settings["Bank Customer"] || {});
	const { onload, refresh } = settings;
	Object.assign(settings, {
		onload(listview) {
			onload?.call(settings, listview);
			if (!frappe.model.can_read("Bank Tag Assignment")) return;
			frappe.require("customer_tags.bundle.js", () => {
				listview.bank_tags = new bank_crm.CustomerTagsList(listview);
			});
		},
		refresh(listview) {
			refresh?.call(settings, listview);
			listview.bank_tags?.show_on_rows();
		},
	});
})();
