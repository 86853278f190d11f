// 协作任务: ask a colleague or whoever holds a post for help, with @ (SVC-05).
import { call, TASK } from "./words";

export async function ask(frm) {
	const mentions = await call("mention", { txt: "" });
	const known = new Map(mentions.map((one) => [key(one), one]));
	const dialog = new frappe.ui.Dialog({
		title: __("Ask Colleagues"),
		fields: [
			{
				fieldname: "whom",
				fieldtype: "Autocomplete",
				label: __("@ Post or Person"),
				reqd: 1,
				options: options(mentions),
				description: __("A post asks everybody who holds it; whoever takes it up first does it."),
			},
			{ fieldname: "task", fieldtype: "Data", label: __("Task", null, TASK), reqd: 1 },
			{ fieldname: "due", fieldtype: "Datetime", label: __("Due", null, TASK), default: frappe.datetime.add_days(frappe.datetime.now_datetime(), 1) },
			{ fieldname: "description", fieldtype: "Small Text", label: __("Description", null, TASK) },
		],
		primary_action_label: __("Ask"),
		primary_action: async ({ whom, task, due, description }) => {
			const mention = known.get(whom) || [...known.values()].find((one) => one.label === whom);
			if (!mention) {
				frappe.show_alert({ message: __("Choose a post or a person from the list."), indicator: "orange" });
				return;
			}
			dialog.disable_primary_action();
			try {
				await call("ask", { name: frm.doc.name, task, mention: mention.kind, whom: mention.value, due, description });
			} catch {
				dialog.enable_primary_action(); // Frappe has shown why
				return;
			}
			dialog.hide();
			frm.reload_doc();
		},
	});
	const field = dialog.fields_dict.whom;
	field.$input.on(
		"input",
		frappe.utils.debounce(async () => {
			const found = await call("mention", { txt: field.$input.val() });
			found.forEach((one) => known.set(key(one), one));
			field.set_data(options(found));
		}, 300)
	);
	dialog.show();
	return dialog;
}

const key = (one) => `${one.kind}:${one.value}`;

/** The control puts labels into the page as HTML. */
function options(mentions) {
	const { escape } = bank_crm.format;
	const note = (one) => (one.kind === "Post" ? __("{0} people", [one.note]) : one.note);
	return mentions.map((one) => ({ value: key(one), label: escape(one.label), description: escape(note(one)) }));
}
