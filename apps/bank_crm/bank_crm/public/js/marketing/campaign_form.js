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

async function fill(frm) {
	const put = async () => {
		await frm.set_value("review_note", await frappe.xcall(`${API}.review_draft`, { campaign: frm.doc.name }, "GET"));
		frm.scroll_to_field("review_note");
		frappe.show_alert({ message: __("Replace what stands in 〔 〕, then save and close the review."), indicator: "blue" });
	};
	const written = frappe.utils.strip_html(frm.doc.review_note || "").trim();
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
