// Smaller steps: hand over, close, reopen, take a waiting order.
import { call, ORDER } from "./words";

export function hand_over(frm) {
	prompt(
		frm,
		__("Hand Over"),
		[
			{ fieldname: "user", fieldtype: "Link", options: "User", label: __("Colleague"), filters: { enabled: 1 } },
			{ fieldname: "queue", fieldtype: "Link", options: "Bank Service Queue", label: __("Or Back to the Queue"), depends_on: "eval:!doc.user", filters: { active: 1 } },
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		(values) => call("hand_over", { name: frm.doc.name, ...values })
	);
}

export function close(frm) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Why Closed over Open Tasks", null, ORDER), reqd: 1 };
	if (frm.doc.open_tasks) {
		prompt(frm, __("Close Order"), [reason], (values) => call("close", { name: frm.doc.name, ...values }));
	} else {
		frappe.confirm(__("Close this order?"), () => call("close", { name: frm.doc.name }).then(() => frm.reload_doc()));
	}
}

export function reopen(frm) {
	prompt(frm, __("Reopen Order"), [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }], (values) =>
		call("reopen", { name: frm.doc.name, ...values })
	);
}

export const pull = (frm) => call("pull", { name: frm.doc.name }).then(() => frm.reload_doc());

function prompt(frm, title, fields, send) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: __("Save"),
		primary_action: async (values) => {
			dialog.disable_primary_action();
			try {
				await send(values);
			} catch {
				dialog.enable_primary_action(); // Frappe has shown why
				return;
			}
			dialog.hide();
			frm.reload_doc().catch(() => frappe.set_route("List", ORDER)); // handed on, it may not be ours to read
		},
	});
	dialog.show();
}
