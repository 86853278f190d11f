// A form that is still being drawn when somebody has gone on to another document would write that one's name into the
// breadcrumbs before it is loaded: the framework's drawing breaks off there, and the other page stays empty for good.

const { breadcrumbs } = frappe;
const { set_form_breadcrumb } = breadcrumbs;

if (set_form_breadcrumb) {
	breadcrumbs.set_form_breadcrumb = function (crumbs, view) {
		const name = frappe.get_route().slice(2).join("/");
		if (!frappe.get_doc(crumbs.doctype, name)) return; // the form writes it once it has its document
		set_form_breadcrumb.call(this, crumbs, view);
	};
}
