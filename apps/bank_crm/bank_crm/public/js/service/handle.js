// 【处理】: what was done, from a template if one fits, with the articles that helped, and the step that follows (SVC-04).
import { call, ORDER } from "./words";

const STEPS = ["In Progress", "Waiting for Customer", "Answered"];

export async function handle(frm) {
	const { templates, causes, outlook } = await call("dialog", { name: frm.doc.name });
	const chosen = new Map((frm.doc.articles || []).map((row) => [row.route, row]));
	const dialog = new frappe.ui.Dialog({
		title: __("Handle Order {0}", [frm.doc.name]),
		size: "large",
		fields: [
			{ fieldname: "asked", fieldtype: "HTML" },
			{ fieldname: "template", fieldtype: "Select", label: __("Template"), options: ["", ...templates.map((one) => one.name)], hidden: !templates.length },
			{ fieldname: "solution", fieldtype: "Text", label: __("Solution", null, ORDER), default: frm.doc.solution },
			{ fieldname: "article", fieldtype: "Autocomplete", label: __("Knowledge"), description: __("Type two letters or more; a click links the article.") },
			{ fieldname: "linked", fieldtype: "HTML" },
			{ fieldtype: "Section Break" },
			{
				fieldname: "state",
				fieldtype: "Select",
				label: __("Then the Order Is"),
				options: STEPS.map((state) => ({ value: state, label: __(state, null, ORDER) })),
				default: "Answered",
				reqd: 1,
				description: outlook,
			},
			{ fieldtype: "Column Break" },
			{ fieldname: "cause", fieldtype: "Select", label: __("Cause", null, ORDER), options: ["", ...causes], default: frm.doc.cause },
			{ fieldname: "need_met", fieldtype: "Check", label: __("The customer's need is met"), hidden: !frm.doc.need },
		],
		primary_action_label: __("Save"),
		primary_action: async (values) => {
			const { solution, cause, state, need_met } = values;
			if (state === "Answered" && !(solution || "").trim()) {
				dialog.fields_dict.solution.set_focus?.();
				frappe.show_alert({ message: __("Say what was done before the order is answered."), indicator: "orange" });
				return;
			}
			dialog.disable_primary_action();
			try {
				await call("handle", {
					name: frm.doc.name,
					solution: solution || "",
					cause: cause || "",
					state: state === frm.doc.state ? null : state,
					articles: JSON.stringify([...chosen.values()].map(({ title, route, source }) => ({ title, route, source }))),
					need_met: need_met ? 1 : 0,
				});
			} catch {
				dialog.enable_primary_action(); // Frappe has shown why
				return;
			}
			dialog.hide();
			frm.reload_doc();
		},
	});
	const { escape } = bank_crm.format;
	dialog.fields_dict.asked.$wrapper.html(`<p class="text-muted">${escape(frm.doc.description || frm.doc.subject)}</p>`);
	dialog.fields_dict.template.$input.on("change", () => {
		const template = templates.find((one) => one.name === dialog.get_value("template"));
		if (template) dialog.set_value("solution", template.text);
	});
	knowledge(dialog, chosen);
	dialog.show();
	return dialog;
}

function knowledge(dialog, chosen) {
	const field = dialog.fields_dict.article;
	const { escape } = bank_crm.format;
	let found = [];
	const show = () => {
		const rows = [...chosen.values()].map(
			(article) => `<li><a href="${escape(article.route)}" target="_blank" rel="noopener">${escape(article.title)}</a></li>`
		);
		dialog.fields_dict.linked.$wrapper.html(rows.length ? `<ul class="bank-articles">${rows.join("")}</ul>` : "");
	};
	field.$input.on(
		"input",
		frappe.utils.debounce(async () => {
			const txt = field.$input.val().trim();
			if (txt.length < 2) return;
			found = await call("knowledge", { txt });
			field.set_data(found.map((article) => ({ value: article.route, label: escape(article.title) })));
		}, 300)
	);
	field.$input.on("awesomplete-selectcomplete", () => {
		const article = found.find((one) => one.route === field.get_value() || one.title === field.$input.val());
		if (!article) return;
		chosen.set(article.route, article);
		field.set_value("");
		show();
	});
	show();
}
