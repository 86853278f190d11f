// 【我的工单】 in the menu: the list of one's own open orders, which has no address of its own.
const ORDER = "Bank Work Order";

frappe.pages["bank-my-orders"].on_page_show = async () => {
	const filters = { handler: frappe.session.user, state: ["not in", ["Answered", "Rated", "Closed", "Merged"]] };
	const listed = frappe.get_list_view(ORDER);
	await listed?.init_promise;
	if (frappe.get_route()[0] !== "bank-my-orders") return; // somebody has gone on meanwhile
	// A list nobody has opened yet begins with these. One that is there already is filtered before it is shown again: on
	// the way to it, its own loading may take the filters first or find that nothing has changed since it last asked.
	if (listed?.filter_area) await filter(listed, filters);
	else frappe.route_options = filters;
	frappe.route_flags.replace_route = true; // so that "back" leads to where one came from
	frappe.set_route("List", ORDER, "List");
};

async function filter(listview, filters) {
	const rows = Object.entries(filters).map(([field, value]) => [ORDER, field, ...(Array.isArray(value) ? value : ["=", value])]);
	await listview.filter_area.clear(false);
	await listview.filter_area.set(rows);
	listview.last_args = null; // orders may have come since
	frappe.route_options = null;
}
