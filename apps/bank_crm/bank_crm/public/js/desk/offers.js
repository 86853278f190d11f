// What leads to a new document is offered to those alone who may make one: the framework asks whether they may read
// its DocType, and heeds the condition of a menu entry only outside of groups.

const holds = ({ display_depends_on: condition }) => !condition || frappe.utils.eval(condition);
const may_use = ({ type, doc_view, link_to }) => type !== "DocType" || doc_view !== "New" || frappe.model.can_create(link_to);

const Sidebar = frappe.ui.Sidebar?.prototype;
// Frappe 15 has its menu elsewhere, and asks there
if (Sidebar?.find_nested_items) {
	const { find_nested_items } = Sidebar;
	Sidebar.find_nested_items = function () {
		if (!this.edit_mode) this.workspace_sidebar_items = this.workspace_sidebar_items.filter(holds);
		find_nested_items.call(this);
	};
}

const Workspace = frappe.views.Workspace?.prototype;
if (Workspace?.get_data) {
	const { get_data } = Workspace;
	Workspace.get_data = async function (page) {
		const done = await get_data.call(this, page);
		const shortcuts = this.page_data?.shortcuts;
		if (shortcuts) shortcuts.items = shortcuts.items.filter(may_use);
		return done;
	};
}
