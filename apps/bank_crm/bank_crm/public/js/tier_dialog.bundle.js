// On the customer: why the tier is what it is, its history, and – for who may – its override (SEG-01, SEG-03, SEG-20).
import { TierDialog } from "./tiering/dialog";

frappe.provide("bank_crm");
bank_crm.TierDialog = TierDialog;
