// What is done with the rows ticked in a list is offered to those alone who may change them; the framework offers it to
// whoever reads, and refuses it afterwards. The fields of a bulk edit are called as the form calls them.

const ListView = frappe.views.ListView.prototype;
const { get_actions_menu_items, toggle_actions_menu_button } = ListView;
const MENU = "Button in list view actions menu";
const CHANGES = ["Edit", "Assign To", "Clear Assignment", "Apply Assignment Rule", "Add Tags"];

ListView.get_actions_menu_items = function () {
	const items = get_actions_menu_items.call(this);
	if (frappe.model.can_write(this.doctype)) return items;
	const changes = CHANGES.map((label) => __(label, null, MENU));
	return items.filter(({ label }) => !changes.includes(label));
};

/** Nothing to offer, no menu: a teller reads customers, and may do nothing with many of them. */
ListView.toggle_actions_menu_button = function (ticked) {
	return toggle_actions_menu_button.call(this, ticked && this.page.actions.children().length > 0);
};

const Bulk = frappe.ui.BulkOperations?.prototype;
if (Bulk) {
	const { edit } = Bulk;
	Bulk.edit = function (names, fields, done) {
		const called = Object.values(fields).map((df) => {
			const table = df.is_child_field && frappe.meta.get_docfield(this.doctype, df.parent_table_field);
			const label = __(df.label, null, df.parent);
			return [table ? `${label} (${__(table.label, null, this.doctype)})` : label, df];
		});
		return edit.call(this, names, Object.fromEntries(called), done);
	};
}
