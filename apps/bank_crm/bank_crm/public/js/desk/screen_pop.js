// The telephone system reports a call through the user's API key; the open Desk follows (CUS-19), and the call
// becomes a work order without typing who called (SVC-13).

frappe.provide("bank_crm.popped_calls");

/** Opens a caller's page, where the call that was filed waits to be completed. */
bank_crm.open_caller = function (caller) {
	if (caller.interaction) bank_crm.popped_calls[caller.name] = caller.interaction;
	frappe.set_route("Form", "Bank Customer", caller.name);
};

/** Asks what the call is about and makes its work order; a call has one order. */
bank_crm.order_from_call = function (caller) {
	const types = ["Enquiry", "Complaint", "Suggestion", "Business Request"];
	const dialog = new frappe.ui.Dialog({
		title: __("Work Order From the Call of {0}", [frappe.utils.escape_html(caller.customer_name)]),
		fields: [
			{
				fieldname: "order_type",
				fieldtype: "Select",
				label: __("Type"),
				reqd: 1,
				options: types.map((value) => ({ value, label: __(value, null, "Bank Work Order") })),
				default: "Enquiry",
			},
			{
				fieldname: "subtype",
				fieldtype: "Link",
				options: "Bank Work Order Subtype",
				label: __("Subtype"),
				get_query: () => ({ filters: { order_type: dialog.get_value("order_type"), active: 1 } }),
			},
			{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1, length: 140 },
			{ fieldname: "description", fieldtype: "Small Text", label: __("Description") },
		],
		primary_action_label: __("Create"),
		async primary_action(values) {
			const order = await frappe.xcall("bank_crm.api.service_intake.order_from_call", {
				...values,
				interaction: String(caller.interaction),
			});
			dialog.hide();
			frappe.set_route("Form", "Bank Work Order", order.name);
			if (!order.created) frappe.show_alert(__("This call had an order already."));
		},
	});
	dialog.show();
};

$(document).on("app_ready", () => {
	frappe.realtime?.on("bank_screen_pop", ({ callers }) => {
		const busy = window.cur_frm?.is_dirty?.() || window.cur_dialog;
		// what somebody is typing stays on the screen; the caller is a click away
		if (callers.length === 1 && !busy) bank_crm.open_caller(callers[0]);
		callers.forEach((caller) => announce(caller));
	});
});

function announce(caller) {
	const message = __("Incoming call: {0}", [`<b>${frappe.utils.escape_html(caller.customer_name)}</b>`]);
	const links = [`<a data-action="open">${__("Open Customer")}</a>`];
	const actions = { open: () => bank_crm.open_caller(caller) };
	if (frappe.model.can_create("Bank Work Order")) {
		links.push(`<a data-action="order">${__("Create Work Order")}</a>`);
		actions.order = () => bank_crm.order_from_call(caller);
	}
	frappe.show_alert({ message, indicator: "blue", body: links.join(" · ") }, 20, actions);
}
