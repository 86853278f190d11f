// The builder: questions are rows, a preview and publishing are buttons (SUR-01).
frappe.ui.form.on("Bank Survey", {
	setup(frm) {
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		offer_questions(frm);
		if (frm.is_new()) return;
		const may_write = frm.has_perm("write") && may_change(frm);
		frm.add_custom_button(__("Preview"), () => preview(frm));
		if (frm.doc.current_version) frm.add_custom_button(__("Results"), () => frappe.set_route("bank-survey-results", frm.doc.name));
		if (may_write) add_state_buttons(frm);
		if (frm.doc.state === "Published" && !frm.doc.anonymous) {
			frm.add_custom_button(__("Answer for a Customer"), () => answer_for(frm));
		}
		if (!may_write) frm.disable_form?.();
	},

	questions_add: (frm) => offer_questions(frm),
	with_english: (frm) => frm.refresh_field("questions"),
});

frappe.ui.form.on("Bank Survey Question", {
	question: (frm) => offer_questions(frm),
	questions_remove: (frm) => offer_questions(frm),
	questions_move: (frm) => offer_questions(frm),
	form_render: (frm) => offer_questions(frm),
});

// only who is responsible changes a survey
function may_change(frm) {
	const all = frappe.session.user === "Administrator" || frappe.user.has_role("Bank CRM Administrator");
	return all || frm.doc.owner_user === frappe.session.user;
}

// branches and rules name a question by its key: offer the questions there are, in words
function offer_questions(frm) {
	const offered = (frm.doc.questions || [])
		.filter((row) => row.question_key && row.question_type !== "Section")
		.map((row) => ({ value: row.question_key, label: `${row.question_key} · ${row.question || ""}`.slice(0, 60) }));
	frm.fields_dict.questions.grid.update_docfield_property("shown_if", "options", offered);
	frm.fields_dict.rules.grid.update_docfield_property("question_key", "options", offered);
}

async function preview(frm) {
	if (frm.is_dirty()) await frm.save();
	const address = await frappe.xcall("bank_crm.api.surveys.preview_address", { survey: frm.doc.name }, "GET");
	window.open(address, "_blank", "noopener");
}

function add_state_buttons(frm) {
	const state = frm.doc.state;
	const label = frm.doc.current_version ? __("Publish Changes") : __("Publish");
	frm.add_custom_button(label, () => publish(frm)).addClass(frm.doc.current_version ? "" : "btn-primary");
	if (state === "Published") {
		frm.add_custom_button(__("Send…"), () => send(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Pause"), () => set_state(frm, "Paused"), __("State"));
		frm.add_custom_button(__("End"), () => end(frm), __("State"));
	}
	if (state === "Paused" || state === "Closed") {
		frm.add_custom_button(__("Resume"), () => set_state(frm, "Published"), __("State"));
	}
}

async function publish(frm) {
	if (frm.is_dirty()) await frm.save();
	const version = await frappe.xcall("bank_crm.api.surveys.publish_draft", { survey: frm.doc.name });
	frappe.show_alert({ message: __("Published as {0}.", [version]), indicator: "green" });
	frm.reload_doc();
}

async function set_state(frm, state) {
	await frappe.xcall("bank_crm.api.surveys.set_state", { survey: frm.doc.name, state });
	frm.reload_doc();
}

function end(frm) {
	frappe.confirm(__("End this survey? Its rounds close, and links that were sent can no longer be answered."), () =>
		set_state(frm, "Closed")
	);
}

function send(frm) {
	frappe.new_doc("Bank Survey Plan", { survey: frm.doc.name, plan_name: frm.doc.survey_title });
}

// by telephone or at the counter
function answer_for(frm) {
	frappe.prompt(
		[
			{ fieldname: "customer", fieldtype: "Link", options: "Bank Customer", label: __("Customer"), reqd: 1 },
			{
				fieldname: "channel",
				fieldtype: "Select",
				options: ["Phone", "Counter", "Chat"].map((value) => ({ value, label: __(value) })),
				default: "Phone",
				label: __("Channel"),
				reqd: 1,
			},
		],
		async (values) => {
			const address = await frappe.xcall("bank_crm.api.surveys.answer_for", { survey: frm.doc.name, ...values });
			window.open(address, "_blank", "noopener");
		},
		__("Answer for a Customer"),
		__("Begin")
	);
}
