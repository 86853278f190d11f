// Help and feedback on every screen: two buttons in the head of each page, F1, and the Desk's help menu (UX-06, UX-07).

import "./format";

frappe.provide("bank_crm.help");

const BUNDLES = ["help.bundle.js", "help.bundle.css"];
const KINDS = ["Problem", "Suggestion", "Question"];
const CONTEXT = "Bank Feedback";
let panel = null;

Object.assign(bank_crm.help, {
	/** The article of the screen that is open, or the one with this name. */
	async open(name = "") {
		await frappe.require(BUNDLES);
		panel ??= new bank_crm.HelpPanel();
		panel.open(name ? { name } : { route: frappe.get_route_str() });
	},

	toggle() {
		if (panel?.is_open()) panel.close();
		else bank_crm.help.open();
	},

	/** 【意见反馈】, and as a question 【在线支持】. */
	ask(kind = "Problem") {
		const route = frappe.get_route_str();
		const dialog = new frappe.ui.Dialog({
			title: kind === "Question" ? __("Online Support") : __("Feedback"),
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("Kind", null, CONTEXT),
					reqd: 1,
					default: kind,
					options: KINDS.map((value) => ({ value, label: __(value, null, CONTEXT) })),
				},
				{
					fieldname: "text",
					fieldtype: "Small Text",
					label: __("What It Is About", null, CONTEXT),
					reqd: 1,
					description: __("The screen you are on is sent along. Do not write numbers of customers; complete ones are masked."),
				},
				{
					fieldname: "screenshot",
					fieldtype: "Attach",
					label: __("Picture", null, CONTEXT),
					options: { restrictions: { allowed_file_types: ["image/png", "image/jpeg", "image/webp"] } },
				},
			],
			primary_action_label: __("Send", null, CONTEXT),
			async primary_action({ kind: chosen, text, screenshot }) {
				const args = { kind: chosen, text, route, screenshot: screenshot || null };
				await frappe.xcall("bank_crm.api.feedback.send", args);
				dialog.hide();
				frappe.show_alert({ message: __("Thank you. You are told as soon as it is answered."), indicator: "green" });
			},
			secondary_action_label: __("What I Have Sent"),
			secondary_action() {
				dialog.hide();
				frappe.set_route("List", "Bank Feedback", { sent_by: frappe.session.user });
			},
		});
		dialog.show();
	},
});

const ICONS = { help: "?", feedback: frappe.utils.icon("message", "sm") };

function button(label, icon, does, css = "") {
	const said = frappe.utils.escape_html(label);
	return $(`<button type="button" class="btn btn-default icon-btn bank-head-btn ${css}" title="${said}" aria-label="${said}">${icon}</button>`).on(
		"click",
		does
	);
}

const Page = frappe.ui.Page.prototype;
const { setup_page } = Page;
Page.setup_page = function () {
	setup_page.call(this);
	if (!frappe.boot.bank_crm?.help) return;
	$(`<div class="bank-head-help"></div>`)
		.append(
			button(__("Feedback"), ICONS.feedback, () => bank_crm.help.ask(), "hidden-xs"),
			button(__("Help Documents"), ICONS.help, () => bank_crm.help.toggle())
		)
		.insertBefore(this.wrapper.find(".page-head .standard-actions").first());
};

$(document).on("app_ready", () => {
	if (!frappe.boot.bank_crm?.help) return;
	// Frappe's own Alt+H opens a menu that Frappe 16 no longer has
	for (const shortcut of ["f1", "alt+h"]) {
		frappe.ui.keys.add_shortcut({
			shortcut,
			action: () => bank_crm.help.toggle(),
			description: __("Help for this screen"),
			ignore_inputs: true,
		});
	}
});
