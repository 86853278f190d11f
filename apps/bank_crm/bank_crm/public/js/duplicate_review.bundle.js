// Two customers side by side with a choice per field, and what a merge has done.
import { DuplicateReview } from "./duplicates/review";
import { MergeSummary } from "./duplicates/summary";

frappe.provide("bank_crm");
bank_crm.DuplicateReview = DuplicateReview;
bank_crm.MergeSummary = MergeSummary;
