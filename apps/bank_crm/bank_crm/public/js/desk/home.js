// Bank staff start where the settings say for their role; the address of the bare Desk leads there too.
// System managers keep the framework's own start page.

const home = frappe.boot?.bank_crm?.home;
frappe.re_route = frappe.re_route || {};
frappe.re_route["bank-start"] = home || "bank-crm";
if (home && !frappe.user_roles?.includes("System Manager")) frappe.re_route[""] = home;

/**
 * Frappe 16 gives a screen that stands in no sidebar – a dashboard, an own task – the sidebar of its module, which is one
 * for builders. Bank staff keep the app's, and everybody does on a dashboard.
 */
const SIDEBAR = "Bank CRM";
const sidebars = frappe.boot?.workspace_sidebar_item;
const Sidebar = frappe.ui.Sidebar?.prototype;
if (Sidebar?.setup && sidebars?.[SIDEBAR.toLowerCase()]) {
	const { setup } = Sidebar;
	Sidebar.setup = function (title) {
		const foreign = sidebars[String(title).toLowerCase()]?.app === "frappe";
		const ours = !frappe.user_roles.includes("System Manager") || frappe.get_route()?.[0] === "dashboard-view";
		if (!foreign || !ours) return setup.call(this, title);
		if (this.sidebar_title === SIDEBAR) return this.set_active_workspace_item();
		return setup.call(this, SIDEBAR);
	};
}
