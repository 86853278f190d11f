// What a segment is made from decides what its form shows; each part says whether it is complete.

import { ConditionEditor } from "../condition_editor/editor";
import { Combination } from "./combination";
import { Members } from "./members";

/** Draws the audience of the form's segment into `box`; returns the part, which knows `is_complete()`. */
export function audience(frm, box, read_only) {
	box.replaceChildren();
	const part = box.appendChild(document.createElement("div"));
	if (frm.doc.basis === "Combination") {
		const combination = new Combination({ wrapper: part, value: parsed(frm.doc.combination), read_only, own: frm.doc.name,
			on_change: (value) => frm.set_value("combination", value ? JSON.stringify(value) : null) });
		with_members(frm, box);
		return combination;
	}
	if (frm.doc.basis === "Conditions") {
		const editor = new ConditionEditor({ wrapper: part, value: parsed(frm.doc.conditions), read_only,
			on_change: (tree) => frm.set_value("conditions", tree ? JSON.stringify(tree) : null) });
		with_members(frm, box);
		return editor;
	}
	return new Members({ wrapper: part, frm, by_hand: !read_only });
}

function with_members(frm, box) {
	if (frm.is_new()) return;
	new Members({ wrapper: box.appendChild(document.createElement("div")), frm, by_hand: false });
}

const parsed = (text) => (text ? (typeof text === "string" ? JSON.parse(text) : text) : null);
