// The calls of telemarketing: a list, and one dialog for each call.
import { Calls } from "./marketing/calls";

frappe.provide("bank_crm");
bank_crm.Calls = Calls;
