// The door of an event: codes are scanned or typed, guests picked from the list.
import { EventDoor } from "./event_door/door";

frappe.provide("bank_crm");
bank_crm.EventDoor = EventDoor;
