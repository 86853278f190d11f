// Relations and households of a customer: the section on the form, its dialogs, the graph.
import { show_graph } from "./relations/graph";
import { show_household } from "./relations/household";
import { Section } from "./relations/section";

frappe.provide("bank_crm.relations");
Object.assign(bank_crm.relations, { Section, show_graph, show_household });
