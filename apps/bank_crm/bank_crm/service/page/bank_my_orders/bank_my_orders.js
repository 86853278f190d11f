// 【我的工单】 in the menu: the list of one's own open orders, which has no address of its own.
frappe.pages["bank-my-orders"].on_page_show = () => {
	frappe.route_options = { handler: frappe.session.user, state: ["not in", ["Answered", "Rated", "Closed", "Merged"]] };
	frappe.route_flags.replace_route = true; // so that "back" leads to where one came from
	frappe.set_route("List", "Bank Work Order", "List");
};
