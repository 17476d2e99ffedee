#pragma once

#include <tuple>

#include "network_models/backbone/defs.h"
#include "sim/base/fields.h"

/// Field tables of defs.h.
namespace wardtwin {

template <>
inline constexpr auto fields<backbone::ShedDef> = std::tuple{
    field("alarm", &backbone::ShedDef::alarm,
          "Not written: displaces what is less urgent; in FIFO ports as the others.", Mark::assumed,
          "an alarm is worth more than what it displaces"),
    field("waveform", &backbone::ShedDef::waveform, "Not written: drop newest (tail drop).",
          Mark::recalled, "what switches do that are not told otherwise"),
    field("vitals", &backbone::ShedDef::vitals, "Not written: drop newest.", Mark::recalled,
          "as waveforms"),
    field("bulk", &backbone::ShedDef::bulk, "Not written: drop newest.", Mark::recalled,
          "as waveforms")};

template <>
inline constexpr auto fields<backbone::LinkDef> = std::tuple{
    field("from", &backbone::LinkDef::from, "One end: a switch, gateway, server or access point."),
    field("to", &backbone::LinkDef::to, "The other end."),
    field("kind", &backbone::LinkDef::kind, "A cable, or a WAN link; decides how often it fails."),
    field("rate", &backbone::LinkDef::rate, "bit/s", 1e3, 1e12, "Line rate of one member.",
          Mark::recalled, "1000BASE-T, IEEE 802.3"),
    field("latency", &backbone::LinkDef::latency, "s", 0, 1, "Propagation delay of the cable.",
          Mark::computed, "100 m at two thirds of the speed of light"),
    field("members", &backbone::LinkDef::members, "1", 1, 16,
          "Parallel links of one aggregate; each source keeps to one of them."),
    field("buffer", &backbone::LinkDef::buffer_bytes, "B", 0, 1e9,
          "Bytes that can wait at each end.", Mark::estimate, "switches share 1 to 12 MB"),
    field("queueing", &backbone::LinkDef::queueing, "Order in which waiting frames are sent."),
    field("weights", &backbone::LinkDef::weights,
          "Of weighted queueing: shares of alarms, waveforms, readings and bulk.", Mark::assumed,
          "each class twice the next"),
    field("sheds", &backbone::LinkDef::sheds,
          "What a message does that finds the buffer full, by traffic class."),
    field("shared", &backbone::LinkDef::shared,
          "Bulk flows of the infrastructure plane take part of its rate."),
    field("recovery", &backbone::LinkDef::recovery,
          "What finds another way when it fails; not written: as the slower of its ends.",
          Mark::recalled, "LACP link down 50 to 250 ms, fast 3 s, slow 90 s; BFD 3 x 50 ms")};

template <>
inline constexpr auto fields<backbone::SwitchDef> = std::tuple{
    field("uplink", &backbone::SwitchDef::uplink, "The switch it hangs on; none for the core."),
    field("rate", &backbone::SwitchDef::rate, "bit/s", 1e6, 1e12, "Line rate of its uplink.",
          Mark::recalled, "1000BASE-T, IEEE 802.3"),
    field("latency", &backbone::SwitchDef::latency, "s", 0, 1e-2, "Time to forward one frame.",
          Mark::estimate, "5 to 20 us store and forward"),
    field("members", &backbone::SwitchDef::members, "1", 1, 16, "Parallel links of its uplink."),
    field("buffer", &backbone::SwitchDef::buffer_bytes, "B", 0, 1e9,
          "Bytes that can wait at its uplink.", Mark::estimate, "switches share 1 to 12 MB"),
    field("queueing", &backbone::SwitchDef::queueing, "Order in which waiting frames are sent."),
    field("weights", &backbone::SwitchDef::weights,
          "Of weighted queueing: shares of alarms, waveforms, readings and bulk.", Mark::assumed,
          "each class twice the next"),
    field("sheds", &backbone::SwitchDef::sheds,
          "What a message does that finds the buffer full, by traffic class."),
    field("kind", &backbone::SwitchDef::kind,
          "A switch, router or firewall; decides how often it fails."),
    field("fed_by", &backbone::SwitchDef::fed_by,
          "Power feeds, any of which is enough; none: its power does not fail."),
    field("site", &backbone::SwitchDef::site, "The room or building it stands in, by any name."),
    field("poe_budget", &backbone::SwitchDef::poe_budget, "W", 0, 1e4,
          "Power it can give to access points over their cables.", Mark::recalled,
          "24 ports of 15.4 W, IEEE 802.3af"),
    field("convergence", &backbone::SwitchDef::convergence, "s", 0, 300,
          "Time until traffic takes another way after it fails or comes back, if not that of its "
          "recovery."),
    field("recovery", &backbone::SwitchDef::recovery,
          "What finds another way when it, or a link of its, fails.", Mark::recalled,
          "STP 40 s, RSTP 250 ms (on time-out 6 s), VRRP 3.6 s (version 3 0.36 s), BFD 150 ms, "
          "OSPF 40 s (tuned 1 s), BGP 135 s, SD-WAN 3 s, cellular backup cold 40 s, hot 3 s"),
    field("at", &backbone::SwitchDef::at, "m", -1e4, 1e4,
          "Where it stands, for plans only; not written: near what it serves.")};

template <>
inline constexpr auto fields<backbone::WiredDef> = std::tuple{
    field("on", &backbone::WiredDef::on, "The switch the device is plugged into."),
    field("rate", &backbone::WiredDef::rate, "bit/s", 1e6, 1e11, "Line rate of the device's port.",
          Mark::recalled, "1000BASE-T, IEEE 802.3"),
    field("latency", &backbone::WiredDef::latency, "s", 0, 1e-3, "Propagation delay of its cable.",
          Mark::computed, "100 m at two thirds of the speed of light")};

template <>
inline constexpr auto fields<backbone::GatewayDef> = std::tuple{
    field("switch", &backbone::GatewayDef::on, "The switch it is plugged into."),
    field("fed_by", &backbone::GatewayDef::fed_by,
          "Power feeds, any of which is enough; none: its power does not fail."),
    field("serves", &backbone::GatewayDef::serves, "Units whose devices send through it."),
    field("cores", &backbone::GatewayDef::cores, "1", 1, 256, "Messages it works on at one time."),
    field("service_alarm", &backbone::GatewayDef::service_alarm, "s", 0, 60, "Work per alarm.",
          Mark::estimate, "small gateways carry 1 to 5 thousand messages a second"),
    field("service_waveform", &backbone::GatewayDef::service_waveform, "s", 0, 60,
          "Work per waveform packet.", Mark::estimate, "as service_alarm"),
    field("service_vitals", &backbone::GatewayDef::service_vitals, "s", 0, 60, "Work per reading.",
          Mark::estimate, "as service_alarm"),
    field("service_bulk", &backbone::GatewayDef::service_bulk, "s", 0, 60,
          "Work per other message.", Mark::estimate, "as service_alarm"),
    field("queue", &backbone::GatewayDef::queue, "1", 0, 1e8,
          "Messages that can wait, which is also its store while the way onward is cut."),
    field("overflow_alarm", &backbone::GatewayDef::overflow_alarm,
          "What an alarm does that finds the queue full."),
    field("overflow_waveform", &backbone::GatewayDef::overflow_waveform,
          "What a waveform packet does that finds the queue full."),
    field("overflow_vitals", &backbone::GatewayDef::overflow_vitals,
          "What a reading does that finds the queue full."),
    field("overflow_bulk", &backbone::GatewayDef::overflow_bulk,
          "What another message does that finds the queue full."),
    field("priority", &backbone::GatewayDef::priority, "Serves urgent classes first."),
    field("store_and_forward", &backbone::GatewayDef::store_and_forward,
          "Keeps messages while the way onward is cut, instead of losing them."),
    field("persistent", &backbone::GatewayDef::persistent,
          "Messages inside survive its failure and go on after the repair."),
    field("standby", &backbone::GatewayDef::standby, "The gateway that takes over when it fails."),
    field("heartbeat", &backbone::GatewayDef::heartbeat, "s", 1e-3, 600,
          "Interval at which the standby asks whether it lives."),
    field("heartbeat_cable", &backbone::GatewayDef::heartbeat_cable,
          "Heartbeats have a cable of their own; else they take the network, and when that is cut "
          "between the two, both serve."),
    field("misses", &backbone::GatewayDef::misses, "1", 1, 100,
          "Heartbeats in a row that must fail before the standby acts."),
    field("takeover", &backbone::GatewayDef::takeover, "s", 0, 3600,
          "Time from that decision until the standby serves."),
    field("fail_back", &backbone::GatewayDef::fail_back, "Service returns to it after the repair."),
    field("fail_back_after", &backbone::GatewayDef::fail_back_after, "s", 0, 86400,
          "How long after the repair service returns."),
    field("local_alarms", &backbone::GatewayDef::local_alarms,
          "While nothing leads to the alarm manager it takes its devices' alarms itself and rings "
          "their nurses, by the manager's rules; the central station does not see them."),
    field("local_after", &backbone::GatewayDef::local_after, "s", 0, 86400,
          "How long nothing must have led there before it does.", Mark::assumed,
          "the limit for showing that communication is lost"),
    field("devices_retry", &backbone::GatewayDef::devices_retry,
          "All its devices send again what was not acknowledged, not only alarms."),
    field("retry_every", &backbone::GatewayDef::retry_every, "s", 1e-2, 3600,
          "Interval at which a message is sent again until acknowledged."),
    field("sessions", &backbone::GatewayDef::sessions, "Connections of its devices."),
    field("at", &backbone::GatewayDef::at, "m", -1e4, 1e4,
          "Where it stands, for plans only; not written: near what it serves.")};

}  // namespace wardtwin
