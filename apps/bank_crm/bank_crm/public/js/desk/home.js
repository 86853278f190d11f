// Bank staff start where the settings say for their role; the address of the bare Desk leads there too.
// System managers keep the framework's own start page.

const home = frappe.boot?.bank_crm?.home;
frappe.re_route = frappe.re_route || {};
frappe.re_route["bank-start"] = home || "bank-crm";
if (home && !frappe.user_roles?.includes("System Manager")) frappe.re_route[""] = home;
