// The telephone system reports a call through the user's API key; the open Desk follows (CUS-19).

frappe.provide("bank_crm.popped_calls");

/** Opens a caller's page, where the call that was filed waits to be completed. */
bank_crm.open_caller = function (caller) {
	if (caller.interaction) bank_crm.popped_calls[caller.name] = caller.interaction;
	frappe.set_route("Form", "Bank Customer", caller.name);
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
	frappe.show_alert({ message, indicator: "blue", body: `<a data-action="open">${__("Open Customer")}</a>` }, 20, {
		open: () => bank_crm.open_caller(caller),
	});
}
