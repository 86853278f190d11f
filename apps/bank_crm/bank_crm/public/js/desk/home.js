// Bank staff start on the bank's workspace; the address of the bare Desk leads there too.
// System managers keep the framework's own start page.

const home = frappe.boot?.bank_crm?.home;
if (home && !frappe.user_roles?.includes("System Manager")) {
	frappe.re_route = frappe.re_route || {};
	frappe.re_route[""] = home;
}
