// The customer's form beside the 360-degree view: entering, sources and marks, reviews, archiving.
import { CustomerEntry } from "./file/entry";
import { draw_origins } from "./file/origins";
import { draw_state } from "./file/state";
import { add_actions } from "./file/actions";

frappe.provide("bank_crm");

bank_crm.CustomerFile = class CustomerFile {
	constructor(frm) {
		this.frm = frm;
		this.entry = new CustomerEntry(frm);
	}

	refresh() {
		this.entry.clear();
		draw_origins(this.frm);
		draw_state(this.frm);
		add_actions(this.frm);
	}
};
