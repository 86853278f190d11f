// A step of an approval asks first whether the workflow wants a confirmation, and asks the server for it, which tells
// system managers only: for everybody else the button did nothing. The form has the workflow at hand.

const { get_value } = frappe.db;
const CONFIRMATION = "enable_action_confirmation";

frappe.db.get_value = function (doctype, filters, fieldname, ...rest) {
	const workflow = doctype === "Workflow" && frappe.workflow.workflows[filters?.document_type];
	if (workflow && fieldname === CONFIRMATION) return Promise.resolve({ message: { [CONFIRMATION]: workflow[CONFIRMATION] } });
	return get_value.call(this, doctype, filters, fieldname, ...rest);
};

/**
 * Asks for what the step about to be taken needs and stores it, then lets the step go on (`before_workflow_action`).
 * Who closes the dialog has not taken the step.
 */
frappe.provide("bank_crm").ask_before_step = (frm, fieldnames, note = "") =>
	new Promise((go_on) => {
		frappe.dom.unfreeze(); // the framework holds the page from the click to the answer
		const fields = fieldnames.map((fieldname) => {
			const { fieldtype, label, description, length } = frm.fields_dict[fieldname].df;
			return { fieldname, fieldtype, length, label: __(label, null, frm.doctype), description: description && __(description, null, frm.doctype), reqd: 1, default: frm.doc[fieldname] };
		});
		if (note) fields.unshift({ fieldtype: "HTML", options: `<p class="text-muted">${frappe.utils.escape_html(note)}</p>` });
		const step = __(frm.selected_workflow_action);
		const dialog = new frappe.ui.Dialog({
			title: step,
			fields,
			primary_action_label: step,
			async primary_action(values) {
				dialog.hide();
				await frm.set_value(values);
				if (frm.is_dirty()) await frm.save();
				if (frm.is_dirty()) return; // refused: the message says why, the field is marked
				frappe.dom.freeze();
				go_on();
			},
		});
		dialog.show();
	});
