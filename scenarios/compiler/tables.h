#pragma once

#include "devices/device_class_fields.h"
#include "network_models/backbone/defs_fields.h"
#include "network_models/backbone/sessions_fields.h"
#include "network_models/ble/ble_fields.h"
#include "network_models/faults/defs_fields.h"
#include "network_models/ieee802154/setup_fields.h"
#include "network_models/lorawan/lorawan_fields.h"
#include "network_models/nr/link_budget_fields.h"
#include "network_models/nr/setup_fields.h"
#include "network_models/propagation/materials_fields.h"
#include "network_models/propagation/propagation_fields.h"
#include "network_models/wifi/phy_tables_fields.h"
#include "network_models/wifi/wifi_fields.h"
#include "network_models/wifi/wlan_fields.h"
#include "scenarios/compiler/radio_sections_fields.h"
#include "scenarios/compiler/scenario_fields.h"
#include "scenarios/compiler/sections_fields.h"
#include "sim/people/pathways/pathway_fields.h"
#include "sim/people/patients/deterioration_fields.h"
#include "sim/people/patients/units_fields.h"
#include "sim/people/patients/vital_signs_fields.h"
#include "sim/people/staff/staff_fields.h"
#include "sim/platform/alarm_manager_fields.h"
#include "sim/platform/server_fields.h"

/// All field tables. Only what reads, writes or explains definitions includes them: definitions
/// themselves go to every file of the engine, and the tables are most of the time their compilation takes.
