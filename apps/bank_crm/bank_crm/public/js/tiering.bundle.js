// The page 【客户分层】: filter, list, batches.
import { Tiering } from "./tiering/page";

frappe.provide("bank_crm");
bank_crm.Tiering = Tiering;
