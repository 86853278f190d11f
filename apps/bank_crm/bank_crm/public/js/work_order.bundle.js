// A work order's form: its desk (tasks, history), the handling dialog, handing over, asking colleagues.
import { WorkOrderDesk } from "./service/desk";
import { ask } from "./service/ask";
import { handle } from "./service/handle";
import { close, hand_over, pull, reopen } from "./service/steps";

frappe.provide("bank_crm");
bank_crm.work_order = { WorkOrderDesk, ask, handle, hand_over, close, reopen, pull };
