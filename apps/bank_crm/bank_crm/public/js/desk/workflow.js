// A step of an approval asks first whether the workflow wants a confirmation, and asks the server for it, which tells
// system managers only: for everybody else the button did nothing. The form has the workflow at hand.

const { get_value } = frappe.db;
const CONFIRMATION = "enable_action_confirmation";

frappe.db.get_value = function (doctype, filters, fieldname, ...rest) {
	const workflow = doctype === "Workflow" && frappe.workflow.workflows[filters?.document_type];
	if (workflow && fieldname === CONFIRMATION) return Promise.resolve({ message: { [CONFIRMATION]: workflow[CONFIRMATION] } });
	return get_value.call(this, doctype, filters, fieldname, ...rest);
};
