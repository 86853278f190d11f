// What follows a campaign: the review's note filled with figures, a survey of who took part (MKT-11, MKT-12).
const API = "bank_crm.api.campaign_effect";
const WRITERS = ["Bank Marketing Officer", "Bank CRM Administrator"];
const writes = () => frappe.session.user === "Administrator" || WRITERS.some((role) => frappe.user.has_role(role));

frappe.ui.form.on("Bank Campaign", {
	refresh(frm) {
		if (frm.is_new() || !writes()) return;
		if (["Draft", "Paused"].includes(frm.doc.state)) {
			frm.add_custom_button(__("Propose Audience"), () =>
				bank_crm.propose_audience(frm.doc.product_category, (segment) => {
					frm.add_child("audience", { segment, use: "Include" });
					frm.refresh_field("audience");
					frm.dirty();
				})
			);
		}
		if (frm.doc.state === "Running") frm.add_custom_button(__("Turn to Leads"), () => turn_to_leads(frm));
		if (["Draft", "Pending Approval", "Running", "Paused"].includes(frm.doc.state)) {
			frm.add_custom_button(__("Address of the Web Form"), () => show_form_address(frm));
		}
		const after = __("After the Campaign");
		if (frm.doc.state === "Ended") {
			frm.add_custom_button(__("Fill In Review"), () => fill(frm), after);
		}
		if (["Ended", "Reviewed"].includes(frm.doc.state)) {
			if (frm.doc.survey_plan) {
				frm.add_custom_button(__("Survey Results"), () => results(frm), after);
			} else {
				frm.add_custom_button(__("Ask Participants"), () => ask(frm), after);
			}
		}
	},
});

// who is no customer yet: open leads are given the campaign, and their salespeople follow them up (MKT-19)
function turn_to_leads(frm) {
	const sources = ["Web Form", "Referral", "Branch", "Import", "Behaviour"];
	const dialog = new frappe.ui.Dialog({
		title: __("Turn to Leads"),
		fields: [
			{ fieldname: "product_category", fieldtype: "Select", label: __("Product Line"), default: frm.doc.product_category, options: ["", ...frappe.meta.get_docfield("Bank Campaign", "product_category").options.trim().split("\n")].map((value) => ({ value, label: value && __(value, null, "Bank Product") })) },
			{ fieldname: "source", fieldtype: "Select", label: __("Source"), options: [{ value: "", label: "" }, ...sources.map((value) => ({ value, label: __(value, null, "Bank Lead") }))] },
			{ fieldname: "branch", fieldtype: "Link", options: "Bank Branch", label: __("Branch"), default: frm.doc.branch },
		],
		primary_action_label: __("Count"),
		async primary_action(values) {
			const args = { campaign: frm.doc.name, ...values };
			const { count, blocked } = await frappe.xcall(`${API}.count_leads`, args, "GET");
			if (!count) return frappe.msgprint(__("There is no open lead of that kind ({0} must not be called).", [blocked]));
			frappe.confirm(__("Give {0} leads to their salespeople for this campaign? {1} more must not be called and are left out.", [count, blocked]), async () => {
				const done = await frappe.xcall(`${API}.turn_to_leads`, args);
				dialog.hide();
				frappe.show_alert({ message: __("{0} leads are to be followed up now.", [done]), indicator: "green" });
				frm.reload_doc();
			});
		},
	});
	dialog.show();
}

// whoever asks for a product at this address is a lead of the campaign (SAL-01)
async function show_form_address(frm) {
	const address = await frappe.xcall("bank_crm.api.leads.form_address", { campaign: frm.doc.name }, "GET");
	const dialog = new frappe.ui.Dialog({
		title: __("Address of the Web Form"),
		fields: [{ fieldname: "address", fieldtype: "Small Text", read_only: 1, label: __("Leads who come from here count for this campaign."), default: address }],
		primary_action_label: __("Copy"),
		primary_action() {
			frappe.utils.copy_to_clipboard(address);
			dialog.hide();
		},
	});
	dialog.show();
}

async function fill(frm) {
	const put = async () => {
		await frm.set_value("review_note", await frappe.xcall(`${API}.review_draft`, { campaign: frm.doc.name }, "GET"));
		frm.scroll_to_field("review_note");
		frappe.show_alert({ message: __("Replace what stands in 〔 〕, then save and close the review."), indicator: "blue" });
	};
	const written = strip_html(frm.doc.review_note || "").trim();
	written ? frappe.confirm(__("Replace the note that is there?"), put) : put();
}

function ask(frm) {
	frappe.prompt(
		[
			{ fieldname: "survey", fieldtype: "Link", options: "Bank Survey", label: __("Survey"), reqd: 1, get_query: () => ({ filters: { state: "Published" } }) },
			{
				fieldname: "message",
				fieldtype: "Small Text",
				label: __("Message"),
				default: __("Dear {customer}, thank you for taking part in {0}. Please tell us how you liked it: {link}", [frm.doc.campaign_name]),
			},
		],
		async (values) => {
			await frappe.xcall(`${API}.ask_participants`, { campaign: frm.doc.name, ...values });
			frappe.show_alert({ message: __("Who took part will be asked."), indicator: "green" });
			frm.reload_doc();
		},
		__("Ask Participants"),
		__("Send")
	);
}

async function results(frm) {
	const { message } = await frappe.db.get_value("Bank Survey Plan", frm.doc.survey_plan, "survey");
	frappe.set_route("bank-survey-results", message.survey);
}
