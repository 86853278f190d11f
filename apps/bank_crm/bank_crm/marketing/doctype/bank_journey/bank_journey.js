// Journeys: who enters, the drawn way, goal and exit, and how customers fare on it (MKT-14, MKT-18).
frappe.ui.form.on("Bank Journey", {
	setup(frm) {
		frm.set_query("trigger_segment", () => ({ filters: { enabled: 1 } }));
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		if (!frm.is_new() && may_change(frm)) frm.add_custom_button(__("Check Before Start"), () => check(frm));
		const note = frm.doc.__onload?.approval_note;
		if (note) frm.set_intro(esc(note), "blue");
		lock(frm);
		draw(frm);
	},

	trigger: redraw_trigger,
	trigger_days: redraw_trigger,
	trigger_date: redraw_trigger,
	goal_kind: (frm) => show_trees(frm),
});

const REFRESH_SECONDS = 15;
const esc = frappe.utils.escape_html;

function may_change(frm) {
	return frm.has_perm("write") && ["Draft", "Paused"].includes(frm.doc.state);
}

// what a running journey does is changed after pausing it; the server refuses it anyway
const ALWAYS_OPEN = ["owner_user", "ends_on"];
const KEPT = ["state", "current_version", "version_no", "started_at", "ended_at", "looked_at", "approval", "submitted_by", "approved_by", "needs_approval", "approved_digest"];
function lock(frm) {
	const locked = !["Draft", "Paused"].includes(frm.doc.state || "Draft");
	for (const { df } of frm.fields) {
		if (!df.fieldname || ALWAYS_OPEN.includes(df.fieldname) || ["HTML", "Section Break", "Column Break", "Tab Break"].includes(df.fieldtype)) continue;
		if (!KEPT.includes(df.fieldname)) frm.set_df_property(df.fieldname, "read_only", locked ? 1 : 0);
	}
}

function trigger_words(frm) {
	const doc = frm.doc;
	const words = [__(doc.trigger, null, "Bank Journey")];
	if (doc.trigger === "Date" && doc.trigger_date) words.push(__(doc.trigger_date, null, "Bank Journey"));
	if (["Product Maturity", "Date"].includes(doc.trigger)) words.push(__("{0} days ahead", [doc.trigger_days || 0]));
	if (doc.trigger === "Inactivity") words.push(__("{0} days", [doc.trigger_days || 0]));
	if (doc.trigger_category) words.push(__(doc.trigger_category));
	return words.join(" · ");
}

function redraw_trigger(frm) {
	if (!frm.bank_graph?.editor) return;
	frm.bank_graph.trigger = trigger_words(frm);
	frm.bank_graph.draw();
}

async function draw(frm) {
	await frappe.require(["journey.bundle.js", "journey.bundle.css", "condition_editor.bundle.js"]);
	frm.bank_graph = new bank_crm.JourneyGraph({
		wrapper: frm.get_field("graph_html").$wrapper,
		value: frm.doc.steps,
		read_only: !may_change(frm),
		trigger: trigger_words(frm),
		on_change: (text) => frm.set_value("steps", text),
	});
	show_trees(frm);
	await frm.bank_graph.ready;
	if (!frm.is_new()) show_figures(frm);
	else frm.get_field("history_html").$wrapper.empty();
}

function show_trees(frm) {
	if (!window.bank_crm?.ConditionEditor) return;
	for (const part of ["goal", "exit"]) {
		const stored = frm.doc[`${part}_conditions`];
		new bank_crm.ConditionEditor({
			wrapper: frm.get_field(`${part}_html`).$wrapper,
			value: stored ? JSON.parse(stored) : null,
			read_only: !may_change(frm),
			preview: false,
			on_change: (tree) => frm.set_value(`${part}_conditions`, tree ? JSON.stringify(tree) : null),
		});
	}
}

// figures are live while customers are taken on: the form asks again as long as it is looked at
async function show_figures(frm) {
	clearTimeout(frm.bank_watch);
	const name = frm.doc.name;
	const found = await frappe.xcall("bank_crm.api.journeys.figures", { journey: name }, "GET");
	if (frm.doc.name !== name) return;
	if (found.entered) frm.bank_graph.show(found);
	show_history(frm, found.versions);
	if (frm.doc.state !== "Running") return;
	const again = () => {
		if (cur_frm === frm && frm.wrapper.offsetParent && !document.hidden) show_figures(frm);
		else frm.bank_watch = setTimeout(again, REFRESH_SECONDS * 1000);
	};
	frm.bank_watch = setTimeout(again, REFRESH_SECONDS * 1000);
}

function show_history(frm, versions) {
	const box = frm.get_field("history_html").$wrapper;
	if (!versions.length) {
		box.html(`<p class="text-muted small">${__("The first version is made when the journey starts.")}</p>`);
		return;
	}
	const rows = versions.map(
		(one) =>
			`<tr><td>${one.version_no}</td><td>${esc(frappe.datetime.str_to_user(one.made_at))}</td><td>${esc(frappe.user.full_name(one.made_by))}</td><td style="white-space:pre-line">${esc(one.changes || "")}</td></tr>`
	);
	box.html(
		`<div class="table-responsive"><table class="table table-sm table-bordered small"><thead><tr><th>${__("Version Number")}</th><th>${__("Made At")}</th><th>${__("Made By")}</th><th>${__("What Changed")}</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`
	);
}

async function check(frm) {
	const { steps, goal_kind, goal_category, goal_product, goal_conditions, exit_conditions } = frm.doc;
	const journey = { steps, goal_kind, goal_category, goal_product, goal_conditions, exit_conditions };
	const problems = await frappe.xcall("bank_crm.api.journeys.check", { journey });
	frm.bank_graph.mark(problems);
	if (problems.length) {
		frappe.msgprint({
			title: __("The Journey Cannot Be Started"),
			indicator: "red",
			message: problems.map((one) => esc(one.text)).join("<br>"),
		});
	} else {
		frappe.show_alert({ message: __("Nothing keeps this journey from being started."), indicator: "green" });
	}
}
