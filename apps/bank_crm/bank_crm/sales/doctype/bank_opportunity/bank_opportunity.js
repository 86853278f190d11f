const OPPORTUNITY = "Bank Opportunity";
const DIALOG_FIELDS = ["product", "amount", "expected_close", "next_step", "lost_reason"];

frappe.ui.form.on(OPPORTUNITY, {
	setup(frm) {
		frm.set_query("product", () => ({ filters: frm.doc.product_category ? { category: frm.doc.product_category, on_sale: 1 } : { on_sale: 1 } }));
		frm.set_query("pipeline", () => ({ filters: { active: 1, product_category: ["in", ["", frm.doc.product_category || ""]] } }));
		frm.set_query("lost_reason", () => ({ filters: { active: 1 } }));
	},

	refresh(frm) {
		frm.set_intro("");
		frm.set_df_property("pipeline", "read_only", frm.is_new() ? 0 : 1);
		frm.set_df_property("customer", "read_only", frm.is_new() ? 0 : 1);
		frm.toggle_display(["stage_bar", "history_section", "stage_section"], !frm.is_new());
		if (frm.is_new()) return;
		if (frm.doc.stale_on && frm.doc.stale_on <= frappe.datetime.get_today()) {
			frm.set_intro(__("Nothing has moved since {0}.", [frappe.datetime.str_to_user(frm.doc.touched_on)]), "orange");
		}
		show_desk(frm);
	},

	product_category(frm) {
		if (frm.doc.product) frm.set_value("product", null);
	},

	async product(frm) {
		if (!frm.doc.product || frm.doc.product_category) return;
		const { message } = await frappe.db.get_value("Bank Product", frm.doc.product, "category");
		frm.set_value("product_category", message.category);
	},
});

async function show_desk(frm) {
	const name = frm.doc.name;
	const desk = await frappe.xcall("bank_crm.api.opportunities.desk", { name }, "GET");
	if (frm.doc.name !== name) return;
	draw_bar(frm, desk);
	draw_history(frm, desk);
	for (const way of desk.ways) {
		const label = frappe.utils.escape_html(way.stage);
		frm.remove_custom_button(label, __("Move To"));
		frm.add_custom_button(label, () => move(frm, way), __("Move To"));
	}
}

/** The stages in their order, passed ones filled, the present one marked. */
function draw_bar(frm, { stages }) {
	const { escape } = bank_crm.format;
	const open = stages.filter((stage) => stage.outcome === "Open");
	const end = stages.find((stage) => stage.name === frm.doc.stage && stage.outcome !== "Open");
	const shown = [...open, end || stages.find((stage) => stage.outcome === "Won")];
	const place = shown.findIndex((stage) => stage.name === frm.doc.stage);
	const parts = shown.map((stage, number) => {
		const now = number === place;
		const colour = now && stage.outcome === "Lost" ? "red" : now ? "blue" : number < place ? "green" : "gray";
		return `<span class="indicator-pill ${colour}" style="margin:0 6px 6px 0">${escape(stage.name)} · ${flt(stage.probability)}%</span>`;
	});
	frm.get_field("stage_bar").$wrapper.html(`<div class="bank-stage-bar" style="margin-bottom:var(--margin-sm)">${parts.join("")}</div>`);
}

function draw_history(frm, { history }) {
	const { escape } = bank_crm.format;
	const rows = [
		...history,
		{ stage: frm.doc.stage, from_on: frm.doc.stage_since, seconds: null },
	].map(
		(row) => `<tr><td>${escape(row.stage)}</td><td>${frappe.datetime.str_to_user(row.from_on)}</td>
			<td>${row.seconds === null ? __("until now") : escape(dwell(row.seconds))}</td>
			<td>${row.changed_by ? escape(frappe.user.full_name(row.changed_by)) : ""}</td></tr>`
	);
	frm.get_field("stage_history").$wrapper.html(
		`<table class="table table-bordered"><thead><tr><th>${__("Stage")}</th><th>${__("From")}</th><th>${__("Lasted")}</th><th>${__(
			"Moved By"
		)}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`
	);
}

function dwell(seconds) {
	const days = Math.floor(seconds / 86400);
	const hours = Math.floor((seconds % 86400) / 3600);
	if (days) return __("{0} d {1} h", [days, hours]);
	return hours ? __("{0} h", [hours]) : __("{0} min", [Math.max(1, Math.round(seconds / 60))]);
}

/** What the stage still asks for is asked at once; what is no field has to be done first, and the server says so. */
function move(frm, way) {
	const asked = way.missing.map((one) => one.field).filter((field) => DIALOG_FIELDS.includes(field));
	if (way.outcome === "Lost") asked.push("lost_to", "lost_note");
	const fields = [...new Set(asked)].map((field) => {
		const df = frappe.meta.get_docfield(OPPORTUNITY, field);
		const optional = ["lost_to", "lost_note"].includes(field);
		return { ...df, label: __(df.label, null, OPPORTUNITY), reqd: optional ? 0 : 1, read_only: 0, depends_on: "", get_query: frm.fields_dict[field]?.get_query };
	});
	const other = way.missing.filter((one) => !DIALOG_FIELDS.includes(one.field));
	if (other.length) {
		const list = other.map((one) => frappe.utils.escape_html(one.label)).join(__(", "));
		frappe.msgprint({ title: __("Not Possible"), indicator: "orange", message: __("The stage “{0}” asks for {1}.", [frappe.utils.escape_html(way.stage), list]) });
		return;
	}
	const send = async (values) => {
		await frappe.xcall("bank_crm.api.opportunities.move", { name: frm.doc.name, stage: way.stage, values: JSON.stringify(values || {}) });
		frm.reload_doc();
	};
	if (!fields.length) {
		send();
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Move to {0}", [way.stage]),
		fields,
		primary_action_label: __("Move", null, "Bank Opportunity"),
		async primary_action(values) {
			await send(values);
			dialog.hide();
		},
	});
	dialog.show();
}
