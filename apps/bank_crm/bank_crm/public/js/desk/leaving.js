// Somebody who goes on to another document sees that one. A form that is loading its own anew meanwhile – it was told of
// a change – would be drawn over it, name its own list in the breadcrumbs and take the keys; or, while the other one is
// not loaded yet, break off in the breadcrumbs and leave the page empty for good.

const Form = frappe.ui.form.Form.prototype;
const { refresh } = Form;
Form.refresh = function (...args) {
	const [view, doctype] = frappe.get_route();
	if (view === "Form" && doctype !== this.doctype) return;
	return refresh.apply(this, args);
};

// the drawing that had begun before
const { breadcrumbs } = frappe;
const { set_form_breadcrumb } = breadcrumbs;
if (set_form_breadcrumb) {
	breadcrumbs.set_form_breadcrumb = function (crumbs, view) {
		const name = frappe.get_route().slice(2).join("/");
		if (frappe.get_doc(crumbs.doctype, name)) set_form_breadcrumb.call(this, crumbs, view);
	};
}
