// The editor of condition trees (domain/segment_schema.py): segments, tag rules and tiers mount it.
import { ConditionEditor } from "./condition_editor/editor";

frappe.provide("bank_crm");
bank_crm.ConditionEditor = ConditionEditor;
